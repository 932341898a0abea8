package main

import (
	"errors"
	"fmt"
	"image/png"
	"io"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/display/window"
	"etokenpass/internal/durable"
)

// show opens the window and returns when it is closed.
func show(s windowSettings) error {
	options, err := s.options()
	if err != nil {
		return err
	}
	if s.screenshot != "" {
		return s.takeScreenshot(options)
	}
	err = window.Run(options)
	switch {
	case errors.Is(err, window.ErrNoDisplay):
		return cli.Hinted(err, "without a display, use etokenpass press, play or demo")
	case errors.Is(err, window.ErrNoWindow):
		return cli.Hinted(err, "the window needs OpenGL, and X11 on Linux; README lists the Debian packages")
	}
	return err
}

// options opens the devices and returns the options of the window.
func (s windowSettings) options() (window.Options, error) {
	clock := device.NewPacedClock(device.RealClock{})
	clock.SetSpeed(s.speed)
	options := window.Options{
		Clock: clock, Scale: s.scale, UpsideDown: s.upsideDown, Language: s.language,
		Host: window.Host{Open: s.opener(clock), Copy: copyToClipboard, Save: savePicture},
	}
	if s.transcript != nil {
		options.Host.Transcript = s.transcript
	}
	for _, each := range s.tokens {
		opened, err := device.New(each.profile, clock, each.memory)
		if err != nil {
			return options, err
		}
		options.Tokens = append(options.Tokens, opened)
	}
	return options, nil
}

// takeScreenshot writes the first frame as a PNG file with mode 0600, or to standard output.
func (s windowSettings) takeScreenshot(options window.Options) error {
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
