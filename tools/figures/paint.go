package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"etokenpass/display"
	"etokenpass/display/face"
)

// frameTime is the time of one frame at 60 Hz.
const frameTime = time.Second / 60

// measurePaint measures painting what a press changes: the LCD, which shows a new
// code, and the button.
func measurePaint(context.Context, *workspace) (figure, error) {
	generator, err := newGenerator()
	if err != nil {
		return figure{}, err
	}
	lcd, err := display.NewLCD(display.MinCells)
	if err != nil {
		return figure{}, err
	}
	size := face.Size{Width: 2 * face.Width, Height: 2 * face.Height, Density: 2}
	var painter face.Painter
	result := testing.Benchmark(func(b *testing.B) {
		for movingFactor := uint64(0); b.Loop(); movingFactor++ {
			frame, err := lcd.Frame(generator.Code(movingFactor))
			if err != nil {
				b.Fatal(err)
			}
			painter.Paint(face.Scene{Model: "eToken PASS", LCD: frame, Down: movingFactor%2 == 0}, size)
		}
	})
	took := time.Duration(nanoseconds(result))
	return figure{
		what:    fmt.Sprintf("a press in the window, painted at %d×%d", size.Width, size.Height),
		ours:    formatDuration(took),
		against: "one frame " + formatDuration(frameTime),
		ratio:   formatRatio(took.Seconds() / frameTime.Seconds()),
		goal:    "visible in the next frame: below 1",
		reached: yesNo(took < frameTime),
		raw:     []string{fmt.Sprintf("painted %d times in %s", result.N, formatDuration(result.T))},
	}, nil
}
