package main

import (
	"bytes"
	"fmt"
	"image/png"

	"etokenpass/display"
	"etokenpass/display/face"
)

// The widths of the icon's pictures, in pixels. An ICO file holds up to 256.
var (
	pngSizes = []int{16, 32, 48, 64, 128, 256, 512}
	icoSizes = []int{16, 32, 48, 64, 128, 256}
)

// serial is the serial number of the built-in demo token.
const serial = "000000000000"

// draw returns the contents of all files by their paths in assets.
func draw() (map[string][]byte, error) {
	lcd, err := display.NewLCD(display.MinCells)
	if err != nil {
		return nil, err
	}
	off, err := lcd.Frame("")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{
		"fob/front.svg":       face.SVG(face.Scene{LCD: off}, "A key fob with an LCD and a button"),
		"fob/back.svg":        face.SVG(face.Scene{Back: true, Serial: serial}, "The back of the key fob, with its serial number"),
		"fob/button-down.svg": face.ButtonDownSVG("The button of the key fob, pressed"),
		"icon/etokenpass.svg": face.IconSVG("etokenpass"),
	}
	pictures := map[int][]byte{}
	for _, size := range pngSizes {
		var file bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&file, face.Icon(size)); err != nil {
			return nil, err
		}
		pictures[size] = file.Bytes()
		files[fmt.Sprintf("icon/etokenpass-%d.png", size)] = file.Bytes()
	}
	files["icon/etokenpass.ico"] = ico(icoSizes, pictures)
	return files, nil
}
