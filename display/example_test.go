package display_test

import (
	"fmt"

	"etokenpass/display"
)

func ExampleFrame_Text() {
	lcd, err := display.NewLCD(6)
	if err != nil {
		fmt.Println(err)
		return
	}
	frame, err := lcd.Frame("755224")
	if err != nil {
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

func ExampleUpsideDown() {
	for _, code := range []string{"961520", "755224", "888888"} {
		reading, isCode := display.UpsideDown(code)
		fmt.Println(code, reading, isCode)
	}
	// Output:
	// 961520 025196 true
	// 755224 h2255L false
	// 888888 888888 true
}

// A worn LCD can be misread. The self-test, which lights all segments, reveals it.
func ExampleFrame_Reading() {
	lcd, err := display.NewLCD(6, "1g", "4b")
	if err != nil {
		fmt.Println(err)
		return
	}
	frame, err := lcd.Frame("888888")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(frame.Reading())
	// Output: 088688
}
