package device_test

import (
	"encoding/json"
	"testing"
	"time"

	"etokenpass/device"
)

func TestScreenJSON(t *testing.T) {
	vladivostok := time.FixedZone("Vladivostok", 10*60*60)
	for _, row := range []struct {
		screen device.ScreenJSON
		want   string
	}{
		{device.ScreenJSON{}, `{"lcd":""}`},
		{device.ScreenJSON{Serial: "1", Counter: new(uint64(0)), MovingFactor: new(uint64(0)), LCD: "755224"},
			`{"serial":"1","counter":0,"moving_factor":0,"lcd":"755224"}`},
		{device.ScreenJSON{Time: new(device.Timestamp(time.Date(2026, 1, 1, 9, 0, 0, 123_600_000, vladivostok))), Serial: "1"},
			`{"time":"2025-12-31T23:00:00.124Z","serial":"1","lcd":""}`},
		{device.ScreenJSON{Time: new(device.Timestamp(start))}, `{"time":"2026-01-01T00:00:00.000Z","lcd":""}`},
	} {
		if got, err := json.Marshal(row.screen); string(got) != row.want || err != nil {
			t.Errorf("got  %s, %v\nwant %s", got, err, row.want)
		}
	}
}
