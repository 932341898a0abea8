package main

import (
	"fmt"
	"image/png"
	"io"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/display/window"
	"etokenpass/internal/durable"
)

// takeScreenshot draws a window without opening one and writes it as a PNG file with mode 0600,
// or to standard output. The first token shows what --show says. All tokens are copies on a
// clock that stands still, so the saved counters do not change.
func (s windowSettings) takeScreenshot() error {
	copies, err := s.copies()
	if err != nil {
		return err
	}
	s.tokens = copies
	options, err := s.options(device.NewVirtualClock(s.now()))
	if err != nil {
		return err
	}
	if err := bring(options.Tokens[0], s.pictured); err != nil {
		return err
	}
	options.Back = s.pictured == cli.PicturedBack
	picture, err := window.Picture(options)
	if err != nil {
		return err
	}
	if s.screenshot == "-" {
		return cli.OutputError(png.Encode(s.out, picture))
	}
	err = durable.WriteFile(s.screenshot, 0o600, func(file io.Writer) error { return png.Encode(file, picture) })
	if err != nil {
		return fmt.Errorf("the screenshot cannot be written: %w", err)
	}
	return nil
}

// copies returns the tokens with copies of their counters in memory. For a counter screen, the
// first token's counter is the one to show.
func (s windowSettings) copies() ([]token, error) {
	var copies []token
	for i, each := range s.tokens {
		counter, err := each.memory.Counter()
		if err != nil {
			return nil, err
		}
		if shown, isCounter := s.pictured.Counter(); isCounter && i == 0 {
			counter = shown
		}
		copies = append(copies, token{each.profile, device.NewMemory(counter)})
	}
	return copies, nil
}

// bring operates the token until it shows a screen.
func bring(token *device.Token, pictured cli.Pictured) (err error) {
	switch _, isCounter := pictured.Counter(); {
	case isCounter:
		_, err = token.ShowCounter()
	case pictured == cli.PicturedCode:
		_, err = token.Press()
	case pictured == cli.PicturedSelfTest:
		_, err = token.Hold(token.Profile().Button.Hold)
	}
	return err
}
