package device_test

import (
	"bytes"
	"fmt"
	"image/png"
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/profiles"
)

// login stands in for the code under test: a server that has the same token's secret.
func login(code string) string {
	if code == "755224" {
		return "welcome"
	}
	return "try again"
}

// A Go test of a login presses a token and enters its code. Time is virtual, so the test
// does not wait for the 27 seconds that the code stays lit.
func Example() {
	profile, err := profiles.Library{}.Open("demo") // or profiles.Load("testdata/token.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	clock := device.NewVirtualClock(time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC))
	token, err := device.New(profile, clock, device.NewMemory(profile.Counter))
	if err != nil {
		fmt.Println(err)
		return
	}

	shown, err := token.Press()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(shown.LCD, login(shown.LCD))

	clock.Advance(shown.ChangesIn)
	fmt.Println(token.Snapshot().State)
	// Output:
	// 755224 welcome
	// off
}

// Holding the button for four seconds and pressing it four times shows how many codes the
// token has generated.
func ExampleToken_ShowCounter() {
	profile, err := profiles.Library{}.Open("demo")
	if err != nil {
		fmt.Println(err)
		return
	}
	clock := device.NewVirtualClock(time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC))
	token, err := device.New(profile, clock, device.NewMemory(42))
	if err != nil {
		fmt.Println(err)
		return
	}

	shown, err := token.ShowCounter()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(shown.LCD)
	// Output:
	// F00042
}

// Package display draws what the LCD shows.
func ExampleToken_Snapshot() {
	profile, err := profiles.Library{}.Open("demo")
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := device.New(profile, device.RealClock{}, device.NewMemory(0))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := token.Press(); err != nil {
		fmt.Println(err)
		return
	}

	lcd, err := display.NewLCD(profile.Cells(), profile.Display.DeadSegments...)
	if err != nil {
		fmt.Println(err)
		return
	}
	frame, err := lcd.Frame(token.Snapshot().LCD)
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer // or a file
	if err := png.Encode(&file, frame.Image(200)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(frame.Text())
	// Output:
	// ┌─────────────────────────┐
	// │  _   _   _   _   _      │
	// │   | |_  |_   _|  _| |_| │
	// │   |  _|  _| |_  |_    | │
	// └─────────────────────────┘
}
