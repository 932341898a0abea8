package firmware_test

import (
	"fmt"
	"time"

	"etokenpass/firmware"
	"etokenpass/firmware/oath"
)

// memory is a minimal firmware.Memory; package device has a durable one.
type memory struct{ counter uint64 }

func (m *memory) Update(f func(uint64) (uint64, error)) (uint64, error) {
	counter, err := f(m.counter)
	if err == nil {
		m.counter = counter
	}
	return m.counter, err
}

// A press, the switch-off, a hold, and four presses for the counter screen.
func Example() {
	machine, err := firmware.New(firmware.Config{
		Kind: firmware.Event, Algorithm: oath.SHA1, Secret: []byte("12345678901234567890"), Digits: 6, Cells: 6,
		Hold: 4 * time.Second, SyncPresses: 4, Timeout: 27 * time.Second,
	}, &memory{})
	if err != nil {
		fmt.Println(err)
		return
	}
	press := func(down time.Duration) {
		machine.Down()
		machine.Advance(down)
		if err := machine.Up(time.Time{}); err != nil { // an event token needs no calendar time
			fmt.Println(err)
		}
		fmt.Printf("%s %q\n", machine.Screen().State, machine.Screen().LCD)
	}

	press(200 * time.Millisecond)
	machine.Advance(27 * time.Second)
	fmt.Println(machine.Screen().State)
	press(4 * time.Second)
	for range 4 {
		press(200 * time.Millisecond)
	}
	// Output:
	// code "755224"
	// off
	// self-test "888888"
	// self-test "888888"
	// self-test "888888"
	// self-test "888888"
	// counter "F00001"
}
