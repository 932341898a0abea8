package tms_test

import (
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

// step is the time step of noon.
var step = uint64(noon.Unix()) / 30

func timeToken() tms.Token {
	return tms.Token{
		Serial: "1", Secret: tms.Secret(rfcSecret), Type: tms.Time, Algorithm: oath.SHA1, Digits: 6,
		Step: 30 * time.Second, Epoch: time.Unix(0, 0).UTC(),
	}
}

// The window is as many steps on either side of the present.
func TestTimeWindow(t *testing.T) {
	for _, test := range []struct {
		name   string
		factor uint64
		want   tms.Result
		ahead  int64
	}{
		{"the present", step, tms.Accepted, 0},
		{"the lowest in the window", step - 2, tms.Accepted, -2},
		{"the highest in the window", step + 2, tms.Accepted, 2},
		{"below the window", step - 3, tms.OutOfWindow, -3},
		{"above the window", step + 3, tms.OutOfWindow, 3},
		{"as far as a resynchronisation searches", step - 100, tms.OutOfWindow, -100},
		{"as far ahead", step + 100, tms.OutOfWindow, 100},
		{"further", step + 101, tms.WrongCode, 0},
		{"further below", step - 101, tms.WrongCode, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, timeToken(), "window: 2", "resync_window: 100")
			check := d.login(test.want, hotp(test.factor))
			if check.Ahead != test.ahead {
				t.Errorf("got %+v", check)
			}
			if test.want == tms.Accepted {
				d.next(test.factor + 1)
			}
		})
	}
}

func TestTimeWindowAtEdgesOfAStep(t *testing.T) {
	for _, test := range []struct {
		name string
		at   time.Time
		want tms.Result
	}{
		{"the first moment in which the code is in the window", noon.Add(-30 * time.Second), tms.Accepted},
		{"just before", noon.Add(-30*time.Second - time.Microsecond), tms.OutOfWindow},
		{"the last moment", noon.Add(60*time.Second - time.Microsecond), tms.Accepted},
		{"just after", noon.Add(60 * time.Second), tms.OutOfWindow},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, timeToken(), "window: 1")
			d.now = test.at
			d.codes(test.want, step)
		})
	}
}

func TestTwiceInOneStep(t *testing.T) {
	d := newDesk(t, timeToken(), "window: 1")
	d.codes(tms.Accepted, step)
	d.wait(29 * time.Second)
	d.codes(tms.Replayed, step)
	d.wait(time.Second)
	d.codes(tms.Accepted, step+1)
}

// Once a time step is used, it and all before it stay used, whatever the clock shows.
func TestTimeStepsAreNeverUsedAgain(t *testing.T) {
	d := newDesk(t, timeToken(), "window: 10", "max_failures: off")
	d.codes(tms.Accepted, step+5)
	d.codes(tms.Replayed, step, step+4, step+5)
	d.wait(-time.Hour) // the clock is set back
	d.codes(tms.Replayed, step+5, step-120, step-110)
	d.codes(tms.OutOfWindow, step+6)
	d.next(step + 6)
	d.wait(time.Hour)
	d.codes(tms.Accepted, step+6)
}

// Each success teaches how far the token's clock is ahead.
func TestDrift(t *testing.T) {
	for _, drift := range []int64{2, -2} {
		d := newDesk(t, timeToken(), "window: 2")
		token := step
		for range 5 { // the token runs fast or slow: more than the window in the end
			token += 1000 + uint64(drift)
			d.wait(1000 * 30 * time.Second)
			d.codes(tms.Accepted, token)
		}
		if d.record.Token.Drift != 5*drift {
			t.Errorf("drift is %d; want %d", d.record.Token.Drift, 5*drift)
		}
		if check := d.login(tms.Accepted, hotp(token+1)); check.Ahead != 1 {
			t.Errorf("got %+v: ahead is counted from where the token is expected", check)
		}
		d.codes(tms.OutOfWindow, token+4)
	}
}

func TestDriftBeyondTheWindow(t *testing.T) {
	d := newDesk(t, timeToken(), "window: 2")
	d.codes(tms.OutOfWindow, step+100)
	d.byCodes(tms.Accepted, hotp(step+100), hotp(step+101))
	if d.record.Token.Drift != 101 {
		t.Errorf("drift is %d", d.record.Token.Drift)
	}
	d.wait(30 * time.Second)
	d.codes(tms.Accepted, step+102)
}

func TestResyncOfTimeToken(t *testing.T) {
	for _, test := range []struct {
		name  string
		first uint64
		want  tms.Result
	}{
		{"the lowest", step - 100, tms.Accepted},
		{"too low", step - 101, tms.OutOfWindow},
		{"the highest", step + 100, tms.Accepted},
		{"too high", step + 101, tms.OutOfWindow},
		{"the lowest that is recognised", step - 1000, tms.OutOfWindow},
		{"even lower", step - 1001, tms.WrongCode},
		{"the highest that is recognised", step + 1000, tms.OutOfWindow},
		{"even higher", step + 1001, tms.WrongCode},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, timeToken(), "window: 2", "resync_window: 100")
			d.byCodes(test.want, hotp(test.first), hotp(test.first+1))
		})
	}
	d := newDesk(t, timeToken())
	d.codes(tms.Accepted, step)
	d.byCodes(tms.WrongCode, hotp(step-1), hotp(step)) // used
	d.byCodes(tms.WrongCode, hotp(step), hotp(step+1))
	d.byCodes(tms.Accepted, hotp(step+1), hotp(step+2))
}

func TestAutoResyncOfTimeToken(t *testing.T) {
	d := newDesk(t, timeToken(), "window: 2", "auto_resync: 2m")
	d.codes(tms.OutOfWindow, step+50)
	d.wait(30 * time.Second)
	if check := d.login(tms.Accepted, hotp(step+51)); check.Ahead != 50 {
		t.Errorf("got %+v", check)
	}
	d.wait(30 * time.Second)
	d.codes(tms.Accepted, step+52)
}

func TestBeforeTheEpoch(t *testing.T) {
	token := timeToken()
	token.Epoch = noon
	d := newDesk(t, token, "window: 2")
	d.now = noon.Add(-time.Microsecond)
	d.codes(tms.WrongCode, 0)
	d.byCodes(tms.WrongCode, hotp(0), hotp(1))
	d.now = noon
	d.codes(tms.OutOfWindow, 3)
	d.codes(tms.Accepted, 0, 2) // the window does not reach below the first step
	d.codes(tms.Replayed, 0)
}

// eToken PASS Time counts from the year 2000.
func TestEpoch2000(t *testing.T) {
	token := timeToken()
	token.Epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	d := newDesk(t, token, "window: 1")
	d.codes(tms.Accepted, step-946_684_800/30)
}

// However far the record's drift and next are, the search stays within the moving factors.
func TestTimeAtTheEndOfNumbers(t *testing.T) {
	for _, drift := range []int64{-1 << 63, 1<<63 - 1, 0} {
		for _, next := range []uint64{0, lastFactor} {
			token := timeToken()
			token.Drift, token.Next = drift, next
			d := newDesk(t, token, "max_failures: off")
			d.login(tms.WrongCode, wrongCode)
			d.byCodes(tms.WrongCode, wrongCode, wrongCode)
		}
	}
}
