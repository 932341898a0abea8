package tokens

import (
	"bytes"
	"image"
	"image/png"
	"strconv"
	"sync"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
	"etokenpass/profiles"
)

// Picture is a picture of a screen.
type Picture struct {
	Type string `header:"Content-Type"`
	Seq  string `header:"Screen-Seq" doc:"The number of the screen that the picture shows."`
	Body []byte
}

// frameOf returns what the LCD looks like, with its dead segments.
func frameOf(p *profiles.Profile, seen device.Snapshot) (display.Frame, error) {
	lcd, err := display.NewLCD(p.Cells(), p.Display.DeadSegments...)
	if err != nil {
		return display.Frame{}, err
	}
	return lcd.Frame(seen.LCD)
}

// look returns the token's profile and a snapshot that belong together.
func (e *entry) look() (p *profiles.Profile, seen device.Snapshot, err error) {
	err = e.use(func() error {
		p, seen = e.profile, e.catchUp()
		return nil
	})
	return p, seen, err
}

// picture draws the token with draw, which need not hurry: others can use the token meanwhile.
func (e *entry) picture(contentType string, draw func(*profiles.Profile, device.Snapshot, display.Frame) ([]byte, error)) (*Picture, error) {
	p, seen, err := e.look()
	if err != nil {
		return nil, err
	}
	frame, err := frameOf(p, seen)
	if err != nil {
		return nil, err
	}
	data, err := draw(p, seen, frame)
	if err != nil {
		return nil, err
	}
	return &Picture{contentType, strconv.FormatUint(seen.Sequence, 10), data}, nil
}

// screenPNG returns a picture of the LCD that is so many pixels high.
func (e *entry) screenPNG(height int) (*Picture, error) {
	return e.picture("image/png", func(_ *profiles.Profile, _ device.Snapshot, frame display.Frame) ([]byte, error) {
		return encodePNG(frame.Image(height))
	})
}

// screenSVG returns a drawing of the LCD.
func (e *entry) screenSVG() (*Picture, error) {
	return e.picture("image/svg+xml", func(_ *profiles.Profile, _ device.Snapshot, frame display.Frame) ([]byte, error) {
		return frame.SVG(), nil
	})
}

// FaceOptions say which picture of the fob to paint.
type FaceOptions struct {
	Width  int  `query:"width" minimum:"160" maximum:"1720" default:"860" doc:"The width in pixels."`
	Back   bool `query:"back" doc:"Show the back, with the serial, instead of the front."`
	Turned bool `query:"turned" doc:"Show the token upside down."`
}

// facePNG returns a picture of the fob.
func (e *entry) facePNG(o FaceOptions) (*Picture, error) {
	return e.picture("image/png", func(p *profiles.Profile, seen device.Snapshot, frame display.Frame) ([]byte, error) {
		return e.server.painter.paint(face.Scene{
			Language: locale.English, Model: p.Model, Serial: p.Serial, LCD: frame, Down: seen.Down, Back: o.Back, Turned: o.Turned,
		}, o.Width)
	})
}

// painter paints one picture at a time: its layers are kept for the next.
type painter struct {
	mu    sync.Mutex
	layer face.Painter
}

func (p *painter) paint(scene face.Scene, width int) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	picture, _ := p.layer.Paint(scene, face.Size{Width: width, Height: width * 240 / 430, Density: 1})
	return encodePNG(picture)
}

func encodePNG(picture image.Image) ([]byte, error) {
	var data bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	err := encoder.Encode(&data, picture)
	return data.Bytes(), err
}
