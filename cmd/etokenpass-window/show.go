package main

import (
	"errors"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/display/window"
)

// show opens the window and returns when it is closed.
func show(s windowSettings) error {
	if s.screenshot != "" {
		return s.takeScreenshot()
	}
	options, err := s.options(device.RealClock{})
	if err != nil {
		return err
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

// options opens the devices, on a clock that follows another one, and returns the options of
// the window.
func (s windowSettings) options(follows device.Clock) (window.Options, error) {
	clock := device.NewPacedClock(follows)
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
