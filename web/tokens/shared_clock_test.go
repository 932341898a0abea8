package tokens_test

import (
	"net/http"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/web"
	"etokenpass/web/tokens"
)

// Tokens with a shared clock have one time, whichever request moves it.
func TestSharedClock(t *testing.T) {
	noon := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	clock := device.NewPausedClock(device.RealClock{}, noon)
	var server *tokens.Server
	shared := &tokens.SharedClock{Clock: clock, Kind: web.VirtualClock, Change: func(change web.ClockChange) error {
		if change.Advance == nil {
			return web.NewProblem(http.StatusConflict, "only forward", "")
		}
		clock.Advance(change.Advance.Duration)
		server.ClockMoved()
		return nil
	}}
	c := start(t, func(o *tokens.Options) { o.Shared = shared })
	server = c.server.(*tokens.Server)
	c.do("POST /tokens", `{"serial":"A"}`)
	c.do("POST /tokens", `{"serial":"B"}`)
	c.do("POST /tokens/A/button", `{"action":"press"}`)
	c.do("POST /tokens/B/clock", `{"advance":"20s"}`)
	if got := c.do("GET /tokens/A/screen", ""); got["off_in_ms"] != 7000.0 {
		t.Errorf("20 s after a press, moved for the other token: %v", got)
	}
	c.do("POST /clock", `{"advance":"7s"}`)
	if got := c.do("GET /tokens/A/screen", ""); got["state"] != "off" || got["time"] != "2026-01-15T09:00:27.000Z" {
		t.Errorf("27 s after a press: %v", got)
	}
	c.refused(http.StatusConflict, "POST /clock", `{"rate":5}`)

	// A code passes time for its token alone.
	c.do("POST /tokens/A/code", "")
	c.do("POST /tokens/A/code", "")
	if got := c.do("GET /clock", ""); got["latest"] != "2026-01-15T09:00:27.000Z" || got["earliest"] != got["latest"] {
		t.Errorf("after two codes: %v", got)
	}
}
