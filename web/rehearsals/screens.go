package rehearsals

import (
	"etokenpass/device"
	"etokenpass/internal/locale"
)

// screenKeys say what the LCD shows.
var screenKeys = map[device.State]locale.Key{
	device.Off:           "rehearsals.screen.off",
	device.Code:          "rehearsals.screen.code",
	device.SelfTest:      "rehearsals.screen.self_test",
	device.CounterScreen: "rehearsals.screen.counter",
}

// screenText returns what the LCD shows, for the log. A watcher reads the digits there, too. Who plays
// does not: a real token forgets a code when it goes off, and whoever needs it later writes it down.
func screenText(shown device.Snapshot, view View, texts *locale.Texts) string {
	text := texts.Text(screenKeys[shown.State])
	if view == WatchView && (shown.State == device.Code || shown.State == device.CounterScreen) {
		return text + ": " + shown.LCD
	}
	return text
}
