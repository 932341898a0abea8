// Package qrscan finds the QR codes in a picture. It does not interpret their content, and its
// errors do not show it.
package qrscan

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // registers the format
	_ "image/jpeg" // registers the format
	_ "image/png"  // registers the format
	"io"
	"slices"
	"sync"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"
	_ "golang.org/x/image/webp" // registers the format
)

// The maximum size of a picture. Telephones take pictures of up to 50 megapixels.
const (
	MaxBytes  = 64 << 20
	MaxPixels = 64_000_000
)

// maxMemory is the maximum size of a picture in memory, in bytes.
const maxMemory = 4 * MaxPixels

// searching is held while a picture is in memory: pictures that a server gets at the same time are searched one
// after the other, because a file of a few kilobytes can take all of maxMemory.
var searching sync.Mutex

// maxCorners is the maximum number of corners of QR codes in a picture: each code has three. All
// triples of them are tried, so that a small picture with a grid of corners would take hours.
const maxCorners = 300

// ErrTooManyCorners is the error for a picture with more corners of QR codes than are tried.
var ErrTooManyCorners = fmt.Errorf("the picture has more than %d corners of QR codes, or what looks like them", maxCorners)

// ErrNoCode is the error for a picture in which no QR code was found.
var ErrNoCode = errors.New("no QR code was found in the picture")

// Kind returns the kind of picture that begins with head, such as "PNG", or "".
func Kind(head []byte) string {
	for _, known := range []struct{ kind, begins, later string }{
		{"PNG", "\x89PNG\r\n\x1a\n", ""},
		{"JPEG", "\xff\xd8\xff", ""},
		{"GIF", "GIF87a", ""},
		{"GIF", "GIF89a", ""},
		{"WebP", "RIFF", "WEBP"}, // after four bytes for the size
	} {
		const laterAt = 8
		if bytes.HasPrefix(head, []byte(known.begins)) && bytes.HasPrefix(head[min(len(head), laterAt):], []byte(known.later)) {
			return known.kind
		}
	}
	return ""
}

// Texts returns the contents of the QR codes in a picture, from top to bottom, each once.
func Texts(picture io.Reader) ([]string, error) {
	data, err := io.ReadAll(io.LimitReader(picture, MaxBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > MaxBytes:
		return nil, fmt.Errorf("the picture is larger than %d MiB", MaxBytes>>20)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if most := maxPixels(config.ColorModel); err == nil && int64(config.Width)*int64(config.Height) > most {
		return nil, fmt.Errorf("the picture has %d × %d pixels: must be at most %d megapixels", config.Width, config.Height, most/1_000_000)
	}
	searching.Lock()
	defer searching.Unlock()
	var pixels image.Image
	if err == nil {
		pixels, _, err = image.Decode(bytes.NewReader(data))
	}
	if err != nil {
		return nil, fmt.Errorf("the picture cannot be read: %w", err)
	}
	return textsIn(pixels)
}

// maxPixels returns how many pixels a picture may have. With 16 bits for each colour, a pixel has twice the usual size.
func maxPixels(model color.Model) int64 {
	if model == color.RGBA64Model || model == color.NRGBA64Model {
		return maxMemory / 8
	}
	return MaxPixels
}

// textsIn searches for dark codes on light and for light codes on dark, which dark-mode
// screenshots have, first with a local threshold and then with one for the whole picture.
func textsIn(pixels image.Image) ([]string, error) {
	light := gozxing.NewLuminanceSourceFromImage(pixels)
	failed := ErrNoCode
	for _, binarizer := range []func(gozxing.LuminanceSource) gozxing.Binarizer{gozxing.NewHybridBinarizer, gozxing.NewGlobalHistgramBinarizer} {
		var codes []*gozxing.Result
		for _, source := range []gozxing.LuminanceSource{light, light.Invert()} {
			found, err := codesIn(binarizer(source))
			if err != nil {
				failed = err
			}
			codes = append(codes, found...)
		}
		if len(codes) > 0 {
			return textsOf(codes), nil
		}
	}
	return nil, failed
}

// codesIn returns the codes in a picture. Its only error is ErrTooManyCorners: those of the
// decoder mean only that there are none.
func codesIn(binarizer gozxing.Binarizer) (codes []*gozxing.Result, err error) {
	corners := 0
	defer func() {
		if stopped := recover(); stopped == ErrTooManyCorners { //nolint:errorlint // exactly this one
			codes, err = nil, ErrTooManyCorners
		} else if stopped != nil {
			panic(stopped)
		}
	}()
	count := func(gozxing.ResultPoint) {
		if corners++; corners > maxCorners {
			panic(ErrTooManyCorners) // nothing else stops the search
		}
	}
	bitmap, notBitmap := gozxing.NewBinaryBitmap(binarizer)
	if notBitmap != nil {
		return nil, nil
	}
	codes, _ = qrcode.NewQRCodeMultiReader().DecodeMultiple(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER:                 true,    // small codes in large pictures
		gozxing.DecodeHintType_CHARACTER_SET:              "UTF-8", // where the code does not say; otherwise it is guessed
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(count),
	})
	return codes, nil
}

func textsOf(codes []*gozxing.Result) (texts []string) {
	slices.SortStableFunc(codes, func(a, b *gozxing.Result) int { return cmp.Compare(top(a), top(b)) })
	for _, code := range codes {
		if text := code.GetText(); !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// top returns the vertical position of a code, or 0 if it is composed of several.
func top(code *gozxing.Result) (y float64) {
	for i, point := range code.GetResultPoints() {
		if i == 0 || point.GetY() < y {
			y = point.GetY()
		}
	}
	return y
}
