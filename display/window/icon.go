package window

import (
	"fmt"
	"image"
	"image/png"

	"etokenpass/assets"
)

// iconSizes are the sizes that desktops use, in pixels.
var iconSizes = []int{16, 32, 48, 128}

// icons returns the application's icon in several sizes.
func icons() []image.Image {
	var all []image.Image
	for _, size := range iconSizes {
		all = append(all, icon(fmt.Sprintf("icon/etokenpass-%d.png", size)))
	}
	return all
}

// icon decodes an embedded PNG file. It panics if that fails, which is a bug.
func icon(name string) image.Image {
	file, err := assets.FS.Open(name)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	defer func() { _ = file.Close() }() // read only
	picture, err := png.Decode(file)
	if err != nil {
		panic("internal error: " + name + ": " + err.Error())
	}
	return picture
}
