package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"time"

	"etokenpass/device"
	"etokenpass/internal/durable"
	"etokenpass/internal/errs"
	"etokenpass/profiles"
)

// opener opens a profile that was dropped on the window.
func (s windowSettings) opener(clock device.Clock) func(path string) (*device.Token, error) {
	return func(path string) (*device.Token, error) {
		profile, err := loadDropped(path)
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

// loadDropped loads a profile from a file. A pipe may be dropped as well as a file, and
// would be waited for. What is wrong with it is told without its folder, which
// the hand has just taken it from and the window has no room for.
func loadDropped(path string) (*profiles.Profile, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file with a profile", filepath.Base(path))
	}
	profile, err := profiles.Load(path)
	if err == nil {
		return profile, nil
	}
	problems := errs.Split(err)
	for _, problem := range problems {
		var inProfile *profiles.Error
		if errors.As(problem, &inProfile) {
			inProfile.File = filepath.Base(inProfile.File)
		}
	}
	return nil, errors.Join(problems...)
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
	write := func(file io.Writer) error { return png.Encode(file, picture) }
	err = durable.CreateFile(path, 0o600, write)
	for i := 2; errors.Is(err, os.ErrExist); i++ {
		path = fmt.Sprintf("%s-%d.png", name, i)
		err = durable.CreateFile(path, 0o600, write)
	}
	if err != nil {
		return "", err
	}
	return path, nil
}
