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
	"etokenpass/internal/locale"
	"etokenpass/profiles"
)

// opener returns a function that opens a profile dropped on the window.
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

// loadDropped loads a profile that was dropped on the window. It refuses anything but a regular
// file: reading a pipe could block. Its errors name the file without the folder, because the
// window has little space and the user knows the folder.
func loadDropped(path string) (*profiles.Profile, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, locale.NewError("window.not_a_profile", nil, "file", filepath.Base(path))
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

// savePicture writes a PNG file to the current folder, under a new name made of the serial and
// the time, and returns its path. The file has mode 0600 because the picture may show a code.
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
