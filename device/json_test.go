package device_test

import (
	"encoding/json"
	"testing"
	"time"

	"etokenpass/device"
)

func TestScreenJSON(t *testing.T) {
	vladivostok := time.FixedZone("Vladivostok", 10*60*60)
	code := device.Snapshot{Serial: "1", LCD: "755224", State: device.Code, Since: start}
	counter := device.Snapshot{Serial: "1", LCD: "F00042", State: device.CounterScreen, Since: start, Counter: 42}
	selfTest := device.Snapshot{Serial: "1", LCD: "888888", State: device.SelfTest, Since: start}
	off := device.Snapshot{Serial: "1", Since: time.Date(2026, 1, 1, 9, 0, 0, 123_600_000, vladivostok)}
	const all = device.WithTime | device.WithSerial | device.WithCounter
	for _, row := range []struct {
		screen device.Snapshot
		fields device.Fields
		want   string
	}{
		{off, device.OnlyLCD, `{"lcd":""}`},
		{off, device.WithTime, `{"time":"2025-12-31T23:00:00.124Z","lcd":""}`},
		{off, all, `{"time":"2025-12-31T23:00:00.124Z","serial":"1","lcd":""}`},
		{code, device.OnlyLCD, `{"lcd":"755224"}`},
		{code, device.WithSerial | device.WithCounter, `{"serial":"1","counter":0,"moving_factor":0,"lcd":"755224"}`},
		{code, device.WithTime | device.WithSerial, `{"time":"2026-01-01T00:00:00.000Z","serial":"1","lcd":"755224"}`},
		{counter, device.WithCounter, `{"counter":42,"lcd":"F00042"}`},
		{counter, all, `{"time":"2026-01-01T00:00:00.000Z","serial":"1","counter":42,"lcd":"F00042"}`},
		{selfTest, all, `{"time":"2026-01-01T00:00:00.000Z","serial":"1","lcd":"888888"}`},
	} {
		if got, err := json.Marshal(row.screen.JSON(row.fields)); string(got) != row.want || err != nil {
			t.Errorf("got  %s, %v\nwant %s", got, err, row.want)
		}
	}
}
