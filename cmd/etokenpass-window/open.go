package main

import (
	"cmp"
	"io"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/internal/locale"
	"etokenpass/profiles"
)

// windowSettings holds the settings from the command line.
type windowSettings struct {
	tokens     []token
	speed      int // how many times faster than real time the clock runs
	scale      float64
	upsideDown bool
	language   locale.Language
	transcript *transcript // nil for none
	screenshot string      // a path or -; empty to open the window
	pictured   cli.Pictured
	out        io.Writer // where a screenshot to - goes
	now        func() time.Time

	remember func(*profiles.Profile) (device.Memory, error) // returns the memory of a token that is opened later
}

// token is a token to show in the window.
type token struct {
	profile *profiles.Profile
	memory  device.Memory
}

// open shows the window. It reports all errors in the command line before it opens the
// transcript, so that a failed start creates no file.
func open(a *cli.App, show shower, o *cli.WindowOptions) error {
	if to := o.Screenshot.Value; to == "-" && a.OutIsTerminal || to != "" && cli.LeadsToTerminal(to) {
		return &cli.UsageError{
			Problem: "--screenshot " + to + ": refusing to write a PNG file to a terminal",
			Advice:  "name a file, or redirect the output: --screenshot - >token.png",
		}
	}
	tokens, err := openTokens(a, o)
	if err != nil {
		return err
	}
	if err := checkOutputs(tokens, o); err != nil {
		return err
	}
	settings := windowSettings{
		tokens: tokens, speed: o.Speed(), scale: o.Scale.Value, upsideDown: o.UpsideDown, language: o.Language(),
		screenshot: o.Screenshot.Value, pictured: o.Show.Value, out: a.Out, now: a.Now, remember: o.State.Memory,
	}
	switch path := o.Transcript.Value; path {
	case "":
		return show(settings)
	case "-":
		return showWithTranscript(show, settings, a.Out)
	default:
		file, err := openTranscript(path)
		if err != nil {
			return err
		}
		return cmp.Or(showWithTranscript(show, settings, file), cli.OutputError(file.Close()))
	}
}

// showWithTranscript shows the window and writes a transcript of it.
func showWithTranscript(show shower, settings windowSettings, to io.Writer) error {
	settings.transcript = newTranscript(to)
	err := show(settings)
	return cmp.Or(err, settings.transcript.close())
}

// checkOutputs refuses to overwrite a profile, and the secret in it, with a transcript or a
// screenshot.
func checkOutputs(tokens []token, o *cli.WindowOptions) error {
	for flag, path := range map[string]string{"--transcript": o.Transcript.Value, "--screenshot": o.Screenshot.Value} {
		for _, each := range tokens {
			if cli.IsSameFile(path, each.profile.Origin) {
				return cli.Usagef("%s %s: refusing to overwrite a profile", flag, path)
			}
		}
	}
	return nil
}

// openTokens opens the profiles and the memories of their counters.
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
