package main

import (
	"fmt"
	"io"
	"os"

	"etokenpass/cmd/cli"
	"etokenpass/device"
	"etokenpass/profiles"
)

// windowSettings are what the command line says of the window.
type windowSettings struct {
	tokens     []token
	speed      int // how many times faster time goes
	scale      float64
	upsideDown bool
	transcript io.Writer // nil is none
	screenshot string    // a path, - or empty for a window
	out        io.Writer // what a screenshot to - is

	remember func(*profiles.Profile) (device.Memory, error) // for tokens that come later
}

// token is one of the window's, not yet in the hand.
type token struct {
	profile *profiles.Profile
	memory  device.Memory
}

// open shows the window. Whatever can be wrong with the command line is found
// before the transcript's file, the first thing that leaves a trace.
func (a *app) open(o *cli.WindowOptions) error {
	tokens, err := a.tokens(o)
	if err != nil {
		return err
	}
	transcript, err := a.openTranscript(o.Transcript.Text)
	if err != nil {
		return err
	}
	err = a.show(windowSettings{
		tokens: tokens, speed: o.Speed(), scale: o.Scale.Value, upsideDown: o.UpsideDown,
		transcript: transcript, screenshot: o.Screenshot.Text, out: a.Out,
		remember: o.State.Memory,
	})
	if file, ok := transcript.(*os.File); ok {
		if closing := file.Close(); err == nil && closing != nil {
			err = fmt.Errorf("the transcript cannot be written: %w", closing)
		}
	}
	return err
}

// tokens finds the tokens with what remembers their counters.
func (a *app) tokens(o *cli.WindowOptions) ([]token, error) {
	named, err := o.Profiles.Open(a.Streams)
	if err != nil {
		return nil, err
	}
	var tokens []token
	for _, profile := range named {
		memory, err := o.State.Memory(profile)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, token{profile, memory})
	}
	return tokens, nil
}

// openTranscript opens the transcript for its owner alone, since codes are in it.
func (a *app) openTranscript(path string) (io.Writer, error) {
	switch path {
	case "":
		return nil, nil
	case "-":
		return a.Out, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the transcript cannot be written: %w", err)
	}
	return file, nil
}
