package window

import (
	"fmt"
	"image"
	"image/png"

	"etokenpass/assets"
)

// iconSizes are those that desktops ask for, in pixels.
var iconSizes = []int{16, 32, 48, 128}

// icons are the application's icon in several sizes.
func icons() []image.Image {
	var all []image.Image
	for _, size := range iconSizes {
		all = append(all, icon(fmt.Sprintf("icon/etokenpass-%d.png", size)))
	}
	return all
}

// icon reads one of the embedded pictures.
func icon(name string) image.Image {
	file, err := assets.FS.Open(name)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	defer func() { _ = file.Close() }() // nothing was written
	picture, err := png.Decode(file)
	if err != nil {
		panic("internal error: " + name + ": " + err.Error())
	}
	return picture
}
