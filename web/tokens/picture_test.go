package tokens_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// Pictures carry the number of the screen that they show, and change with it.
func TestPictures(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	seen := map[string]bool{}
	for _, seq := range []string{"0", "1", "2"} {
		for path, contentType := range map[string]string{
			"screen.png": "image/png", "screen.svg": "image/svg+xml", "face.png": "image/png", "face.png?width=200": "image/png",
		} {
			w := c.send("GET /tokens/"+demo+"/"+path, "")
			if w.Code != 200 || w.Header().Get("Content-Type") != contentType || w.Header().Get("Screen-Seq") != seq {
				t.Errorf("%s: %d, %v", path, w.Code, w.Header())
			}
			if seen[w.Body.String()] {
				t.Errorf("%s of screen %s is like another picture", path, seq)
			}
			seen[w.Body.String()] = true
		}
		c.do("POST /tokens/"+demo+"/button", `{"action":"hold"}`)
		if seq == "0" {
			c.do("POST /tokens/"+demo+"/clock", `{"advance":"1s"}`)
			continue
		}
		c.do("POST /tokens/"+demo+"/counter-screen", "")
	}
}

// picture returns a picture.
func (c client) picture(path string) image.Image {
	c.t.Helper()
	w := c.send("GET "+path, "")
	picture, err := png.Decode(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		c.t.Fatalf("%s: %v\n%s", path, err, w.Body)
	}
	return picture
}

// A picture has the size that is asked for, and a dead segment is dark in it.
func TestPictureSizes(t *testing.T) {
	c := virtual(t)
	c.demoToken()
	c.do("POST /tokens", `{"serial":"worn","display":{"dead_segments":["1a","1b","1c","1d","1e","1f","1g"]}}`)
	for path, want := range map[string]image.Point{
		"screen.png?height=16": {0, 16}, "screen.png": {0, 120}, "face.png": {860, 480}, "face.png?width=430&back=true": {430, 240}, "face.png?turned=true": {860, 480},
	} {
		if size := c.picture("/tokens/" + demo + "/" + path).Bounds().Size(); size.Y != want.Y || want.X != 0 && size.X != want.X {
			t.Errorf("%s: %v", path, size)
		}
	}
	for _, query := range []string{"screen.png?height=15", "screen.png?height=2049", "face.png?width=10000", "screen.svg?height=16"} {
		c.refused(422, "GET /tokens/"+demo+"/"+query, "")
	}
	c.refused(404, "GET /tokens/none/screen.png", "")

	dark := func(serial string) (count int) {
		c.do("POST /tokens/"+serial+"/button", `{"action":"hold"}`)
		picture := c.picture("/tokens/" + serial + "/screen.png")
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				if color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y < 80 {
					count++
				}
			}
		}
		return count
	}
	if whole, worn := dark(demo), dark("worn"); worn >= whole || worn <= whole*3/4 {
		t.Errorf("%d dark pixels with a dead cell, %d without", worn, whole)
	}
}
