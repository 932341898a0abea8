package bank

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"etokenpass/web"
)

// A virtual clock never shows a time again, whether its bank was ended or killed: if it stood still, it
// goes on from there, and if it ran, from a time that is a little later.
func TestClockDoesNotGoBack(t *testing.T) {
	const hour = time.Hour
	for _, test := range []struct {
		name   string
		rate   int
		isEnd  bool
		at     time.Duration // what it shows in the end
		atMost time.Duration // what it shows at the next start
	}{
		{"standing still", 0, false, 0, 0},
		{"running, and ended", 10, true, 10 * hour, 10 * hour},
		{"running, and killed", 10, false, 10 * hour, 10*hour + 100*time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				folder := t.TempDir()
				c := clockIn(t, folder)
				if err := c.Change(web.ClockChange{Rate: &test.rate}); err != nil {
					t.Fatal(err)
				}
				<-time.After(hour)
				synctest.Wait()
				shown := c.Now()
				if got := shown.Sub(web.DefaultStart); got != test.at {
					t.Errorf("it shows %s, want %s", got, test.at)
				}
				if test.isEnd {
					if err := c.close(); err != nil {
						t.Error(err)
					}
				}
				next := clockIn(t, folder)
				if got := next.Now().Sub(web.DefaultStart); got < test.at || got > test.atMost {
					t.Errorf("after the start it shows %s, want %s to %s", got, test.at, test.atMost)
				}
				c.close()    //nolint:errcheck // only the timer matters
				next.close() //nolint:errcheck // as above
			})
		})
	}
}

// A clock that runs and can no longer be kept stands still before it shows a time that is not kept.
func TestClockThatCannotBeKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "bank")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		c := clockIn(t, folder)
		if err := c.Change(web.ClockChange{Rate: new(10)}); err != nil {
			t.Fatal(err)
		}
		kept, err := c.read()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(folder, folder+".gone"); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Hour)
		synctest.Wait()
		if shown := c.Now(); shown.After(kept) || c.State().Rate != 0 {
			t.Errorf("it shows %s at rate %d; %s was kept", shown, c.State().Rate, kept)
		}
	})
}

func clockIn(t *testing.T, folder string) *clock {
	t.Helper()
	c, err := newClock(web.DefaultStart, folder, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
