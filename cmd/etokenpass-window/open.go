package main

import (
	"cmp"
	"io"
	"os"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/profiles"
)

// windowSettings are what the command line says of the window.
type windowSettings struct {
	tokens     []token
	speed      int // how many times faster time goes
	scale      float64
	upsideDown bool
	transcript *transcript // nil is none
	screenshot string      // a path, - or empty for a window
	out        io.Writer   // what a screenshot to - is

	remember func(*profiles.Profile) (device.Memory, error) // for tokens that come later
}

// token is one of the window's, not yet in the hand.
type token struct {
	profile *profiles.Profile
	memory  device.Memory
}

// open shows the window. Whatever can be wrong with the command line is found
// before the transcript's file, the first thing that leaves a trace.
func open(a *cli.App, show shower, o *cli.WindowOptions) error {
	if to := o.Screenshot.Value; to == "-" && a.OutIsTerminal || to != "" && cli.LeadsToTerminal(to) {
		return &cli.UsageError{
			Problem: "--screenshot " + to + ": a picture is not written to a terminal",
			Advice:  "name a file, or redirect it: --screenshot - >token.png",
		}
	}
	tokens, err := openTokens(a, o)
	if err != nil {
		return err
	}
	if err := spareProfiles(tokens, o); err != nil {
		return err
	}
	settings := windowSettings{
		tokens: tokens, speed: o.Speed(), scale: o.Scale.Value, upsideDown: o.UpsideDown,
		screenshot: o.Screenshot.Value, out: a.Out, remember: o.State.Memory,
	}
	switch path := o.Transcript.Value; path {
	case "":
		return show(settings)
	case "-":
		return showWith(show, settings, a.Out)
	default:
		file, err := openTranscript(path)
		if err != nil {
			return err
		}
		return cmp.Or(showWith(show, settings, file), cli.Written(file.Close()))
	}
}

// showWith shows a window that has a transcript.
func showWith(show shower, settings windowSettings, to io.Writer) error {
	settings.transcript = newTranscript(to)
	err := show(settings)
	return cmp.Or(err, settings.transcript.close())
}

// spareProfiles keeps a slip of the finger from replacing a profile, and the secret in
// it, with a transcript or a screenshot.
func spareProfiles(tokens []token, o *cli.WindowOptions) error {
	for flag, path := range map[string]string{"--transcript": o.Transcript.Value, "--screenshot": o.Screenshot.Value} {
		target, err := os.Stat(path)
		if err != nil {
			continue // it is not there, and nothing can be replaced
		}
		for _, each := range tokens {
			if profile, err := os.Stat(each.profile.Origin); err == nil && os.SameFile(profile, target) {
				return cli.Usagef("%s %s: that is a profile", flag, path)
			}
		}
	}
	return nil
}

// openTokens finds the tokens with what remembers their counters.
func openTokens(a *cli.App, o *cli.WindowOptions) ([]token, error) {
	named, err := o.Profiles.Open(a)
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
