package face_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os/exec"
	"testing"

	"etokenpass/display/face"
	"etokenpass/internal/peer"
)

// rasterised renders an SVG document with librsvg on a grey background.
func rasterised(t *testing.T, document []byte) *image.RGBA {
	t.Helper()
	convert := exec.Command("rsvg-convert", "--background-color", "#808080")
	convert.Stdin = bytes.NewReader(document)
	output, err := convert.Output()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	return onGrey(picture, picture.Bounds())
}

func onGrey(picture image.Image, part image.Rectangle) *image.RGBA {
	grey := image.NewRGBA(image.Rectangle{Max: part.Size()})
	draw.Draw(grey, grey.Rect, image.NewUniform(color.Gray{Y: 0x80}), image.Point{}, draw.Src)
	draw.Draw(grey, grey.Rect, picture, part.Min, draw.Over)
	return grey
}

// The SVG looks like the picture: in each block of 10 by 10 pixels, the mean of each channel differs little. The limit is
// less than the effect of a missing letter or segment and more than differences in shading.
func TestSVGLooksLikeThePicture(t *testing.T) {
	peer.Need(t, "rsvg-convert")
	front, back := token(t, "755224"), token(t, "")
	back.Back = true
	down := token(t, "")
	down.Down = true
	for name, scene := range map[string]face.Scene{"front": front, "down": down, "off": token(t, ""), "back": back} {
		t.Run(name, func(t *testing.T) {
			picture := painted(scene, face.Size{Width: face.Width, Height: face.Height, Density: 1})
			fob := face.Arrange(face.Size{Width: face.Width, Height: face.Height, Density: 1}, false).Fob
			looksLike(t, rasterised(t, face.SVG(scene, name)), onGrey(picture, fob), 12, onCase)
		})
	}
	t.Run("icon", func(t *testing.T) {
		icon := face.Icon(512)
		// The picture has its edges at whole pixels, so they can be up to one pixel off those of the SVG.
		looksLike(t, rasterised(t, face.IconSVG("icon")), onGrey(icon, icon.Rect), 32, func(image.Point) bool { return true })
	})
}

// onCase excludes blocks that are not entirely on the case: there, the picture shows the table.
func onCase(p image.Point) bool {
	x, y := (float64(p.X)-215)/211, (float64(p.Y)-120)/114
	return x*x+y*y < 0.72
}

func looksLike(t *testing.T, got, want *image.RGBA, most int, compared func(image.Point) bool) {
	t.Helper()
	const block = 10
	if got.Rect != want.Rect {
		t.Fatalf("the SVG has bounds %v, the picture %v", got.Rect, want.Rect)
	}
	for y := 0; y+block <= got.Rect.Max.Y; y += block {
		for x := 0; x+block <= got.Rect.Max.X; x += block {
			at := image.Rect(x, y, x+block, y+block)
			if !compared(at.Min.Add(image.Pt(block/2, block/2))) {
				continue
			}
			one, other := mean(got, at), mean(want, at)
			for i := range one {
				if d := one[i] - other[i]; d > most || d < -most {
					t.Errorf("at %v: mean colour %v in the SVG, %v in the picture", at.Min, one, other)
					break
				}
			}
		}
	}
}

func mean(picture *image.RGBA, part image.Rectangle) (channels [3]int) {
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			pixel := picture.RGBAAt(x, y)
			channels[0] += int(pixel.R)
			channels[1] += int(pixel.G)
			channels[2] += int(pixel.B)
		}
	}
	for i := range channels {
		channels[i] /= part.Dx() * part.Dy()
	}
	return channels
}

func TestBarCodeInSVGCanBeScanned(t *testing.T) {
	peer.Need(t, "rsvg-convert")
	peer.Need(t, "zbarimg")
	scene := face.Scene{Serial: "900123456789", Back: true}
	if got := scanned(t, rasterised(t, face.SVG(scene, "back"))); got != scene.Serial {
		t.Errorf("scanned as %q", got)
	}
}
