package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"
	"pgregory.net/rapid"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
)

// No sequence of commands and profile edits makes an event token show a moving factor twice,
// except setting the counter back with --force or confirming a reset.
func TestNoMovingFactorIsShownTwice(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_STATE_HOME", "")
	t.Setenv("ETOKENPASS_PROFILE", "")
	t.Setenv("ETOKENPASS_STATE", "")
	t.Cleanup(xdg.Reload)
	runs, shown, refused := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		user := newUser(t, filepath.Join(home, strconv.Itoa(runs)))
		t.Repeat(map[string]func(*rapid.T){
			"press":            user.press,
			"import":           user.importFile,
			"export, import":   user.importExport,
			"edit the profile": user.edit,
			"set the counter":  user.setCounter,
			"reset":            user.reset,
			"read the counter": user.readCounter,
			"":                 user.check,
		})
		shown += len(user.shown)
		refused += user.refused
	})
	t.Logf("%d codes shown in %d runs, %d commands refused", shown, runs, refused)
	if shown < runs || refused == 0 {
		t.Error("too few codes or refusals, so nothing was tested")
	}
}

// user works with one token in its own home folder.
type user struct {
	home    string
	shown   []uint64 // moving factors of the codes that the token showed as an event token
	refused int
}

const userSerial = "P1"

func newUser(t *rapid.T, home string) *user {
	for name, folder := range map[string]string{"XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "state"} {
		if err := os.Setenv(name, filepath.Join(home, folder)); err != nil {
			t.Fatal(err)
		}
	}
	xdg.Reload()
	u := &user{home: home}
	u.importFile(t)
	return u
}

// do runs a command whose standard input is not a terminal.
func (u *user) do(t *rapid.T, args ...string) (out string, ok bool) {
	var stdout, stderr bytes.Buffer
	a := &cli.App{In: strings.NewReader(""), Out: &stdout, Err: &stderr, Now: time.Now}
	status := run(a, args)
	if status != cli.StatusDone {
		u.refused++
		if !strings.Contains(stderr.String(), "etokenpass: error: ") {
			t.Fatalf("%v: exit status %d without an error", args, status)
		}
	}
	return stdout.String(), status == cli.StatusDone
}

func (u *user) press(t *rapid.T) {
	times := rapid.IntRange(1, 3).Draw(t, "count")
	out, _ := u.do(t, "press", "--profile", u.profile(), "--count", strconv.Itoa(times), "--format", "json")
	if u.isTime(t) {
		return // codes of time tokens may repeat
	}
	for line := range strings.Lines(out) {
		var code struct {
			MovingFactor uint64 `json:"moving_factor"`
		}
		if err := json.Unmarshal([]byte(line), &code); err != nil {
			t.Fatal(err)
		}
		u.shown = append(u.shown, code.MovingFactor)
	}
}

func (u *user) profile() string {
	return profiles.Library{Folder: profiles.DefaultFolder()}.PathOf(userSerial)
}

func (u *user) isTime(t *rapid.T) bool {
	profile, err := profiles.Load(u.profile())
	if err != nil {
		t.Fatal(err)
	}
	return profile.Type == profiles.Time
}

// importFile imports a seed file, which may be older or newer than the token.
func (u *user) importFile(t *rapid.T) {
	const secret = "3132333435363738393031323334353637383930"
	next := rapid.Uint64Range(0, 12).Draw(t, "next")
	file := rapid.SampledFrom([]string{
		fmt.Sprintf(`<Tokens><Token serial="%s"><Seed>%s</Seed><MovingFactor>%d</MovingFactor></Token></Tokens>`, userSerial, secret, next),
		fmt.Sprintf("dn: sccAuthenticatorId=%s\nobjectclass: sccCompatibleToken\nsccAuthenticatorId: %[1]s\nsccTokenData: sccKey=%s;sccMode=E;sccSeq=%d;\n", userSerial, secret, next),
		fmt.Sprintf("%s, %s, hotp, 6, %d\n", userSerial, secret, next),
		fmt.Sprintf("otpauth://hotp/%s?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=%d\n", userSerial, next),
	}).Draw(t, "file")
	u.importText(t, file)
}

func (u *user) importText(t *rapid.T, text string) {
	path := filepath.Join(u.home, "seeds")
	if err := os.MkdirAll(u.home, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if rapid.Bool().Draw(t, "remove the profile before") {
		_ = os.Remove(u.profile()) // it may not exist
	}
	before, _ := os.ReadFile(u.profile()) // nil if there is no profile
	_, ok := u.do(t, "import", path, "--force")
	if after, err := os.ReadFile(u.profile()); !ok && err == nil && !bytes.Equal(after, before) {
		t.Fatalf("a refused import changed the profile")
	} else if err != nil { // it was removed, and the import was refused: write a profile by hand
		u.write(t, rapid.Uint64Range(0, 5).Draw(t, "first moving factor"), 0, "event")
	}
}

// importExport exports the token and imports the file again, possibly after some presses.
func (u *user) importExport(t *rapid.T) {
	format := rapid.SampledFrom([]string{"csv", "otpauth", "pskc", "safenet", "safeword"}).Draw(t, "format")
	file, ok := u.do(t, "export", u.profile(), "--as", format)
	if !ok {
		return
	}
	for range rapid.IntRange(0, 2).Draw(t, "presses in between") {
		u.press(t)
	}
	u.importText(t, file)
}

// edit rewrites the profile by hand.
func (u *user) edit(t *rapid.T) {
	u.write(t, rapid.Uint64Range(0, 5).Draw(t, "first moving factor"), rapid.Uint64Range(0, 5).Draw(t, "counter"),
		rapid.SampledFrom([]string{"event", "event", "event", "time"}).Draw(t, "type"))
}

func (u *user) write(t *rapid.T, first, counter uint64, kind string) {
	text := fmt.Sprintf("serial: %q\nsecret: {hex: \"3132333435363738393031323334353637383930\"}\ntype: %s\nfirst_moving_factor: %d\ncounter: %d\n",
		userSerial, kind, first, counter)
	if err := os.MkdirAll(filepath.Dir(u.profile()), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(u.profile(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (u *user) setCounter(t *rapid.T) {
	u.do(t, "counter", "--profile", u.profile(), "--set", strconv.Itoa(rapid.IntRange(0, 20).Draw(t, "counter")))
}

// reset tries to reset the token without a confirmation.
func (u *user) reset(t *rapid.T) {
	if _, ok := u.do(t, "reset", "--profile", u.profile()); ok {
		t.Fatal("reset succeeded without a confirmation")
	}
}

func (u *user) readCounter(t *rapid.T) {
	if _, ok := u.do(t, "counter", "--profile", u.profile()); !ok {
		t.Fatal("counter failed")
	}
}

// check checks that no moving factor was shown twice.
func (u *user) check(t *rapid.T) {
	seen := map[uint64]bool{}
	for _, factor := range u.shown {
		if seen[factor] {
			t.Fatalf("moving factor %d was shown twice: %d", factor, u.shown)
		}
		seen[factor] = true
	}
}
