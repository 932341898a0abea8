package main

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"time"

	"github.com/atotto/clipboard"

	"etokenpass/cmd/cli"
	"etokenpass/device"
	"etokenpass/profiles"
)

// opener opens a profile that was dropped on the window.
func (s windowSettings) opener(clock device.Clock) func(path string) (*device.Device, error) {
	return func(path string) (*device.Device, error) {
		profile, err := profiles.Load(path)
		if err != nil {
			return nil, err
		}
		memory, err := s.remember(profile)
		if err != nil {
			return nil, err
		}
		return device.New(profile, clock, memory)
	}
}

var errNoClipboard = errors.New("no program that sets the clipboard is here; install xclip, xsel or wl-clipboard")

func toClipboard(text string) error {
	if clipboard.Unsupported {
		return errNoClipboard
	}
	return clipboard.WriteAll(text)
}

// savePicture writes a picture of a token's window into the current folder, under a
// name that no file has yet. For its owner alone, since it may show a code.
func savePicture(picture image.Image, serial string) (path string, err error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	name := filepath.Join(folder, profiles.FileName(serial)+time.Now().Format("-20060102-150405"))
	path = name + ".png"
	file, err := createNew(path)
	for i := 2; errors.Is(err, os.ErrExist); i++ {
		path = fmt.Sprintf("%s-%d.png", name, i)
		file, err = createNew(path)
	}
	if err != nil {
		return "", err
	}
	if err := writePicture(file, picture); err != nil {
		return "", errors.Join(err, os.Remove(path)) // it is ours, and was not there before
	}
	return path, nil
}

func createNew(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// told is a line of the transcript.
type told struct {
	Time   time.Time `json:"time"` // of the token's clock
	Serial string    `json:"serial"`
	LCD    string    `json:"lcd"` // empty when off
}

// teller writes the transcript.
func (s windowSettings) teller() func(device.Snapshot) error {
	if s.transcript == nil {
		return nil
	}
	return func(seen device.Snapshot) error {
		line := told{seen.Since.Round(time.Millisecond), seen.Serial, seen.LCD}
		if err := cli.PrintJSON(s.transcript, line); err != nil {
			return fmt.Errorf("the transcript has ended: %w", err)
		}
		return nil
	}
}
