package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/internal/peer"
)

// loginsAt is the time by the servers' clocks; it is in the middle of a time step.
const loginsAt = "2026-01-15T08:00:15Z"

const rfcSecretHex = "3132333435363738393031323334353637383930" // RFC 4226 appendix D

// enrolled is what a server knows of a token.
type enrolled struct {
	Type   string `json:"type"` // event or time
	Digits int    `json:"digits"`
	First  uint64 `json:"first"` // the moving factor that is expected first
	At     int64  `json:"at"`    // the server's clock, in Unix seconds
}

// server is a program that checks codes. Its window is set to serverWindow.
type server struct {
	name string

	// ahead is how far an accepted code can be ahead of the one accepted before it.
	ahead int

	// logins tries codes in order and returns which are accepted.
	logins func(t *testing.T, token enrolled, codes []string) []bool
}

const serverWindow = 5

// servers differ by one in what their window includes after a login: pam_oath counts from the
// last code, django-otp from the next one.
var servers = []server{
	{"pam_oath", serverWindow, pamLogins},
	{"django-otp", serverWindow + 1, djangoLogins},
}

// login is one attempt.
type login struct {
	code     int // event tokens: which press, from 0; time tokens: how many time steps from the present
	accepted bool
	rule     string
}

// compare tries the logins at a server. code returns the code of a login.
func (s server) compare(t *testing.T, token enrolled, logins []login, code func(int) string) {
	t.Helper()
	codes := make([]string, len(logins))
	for i, login := range logins {
		codes[i] = code(login.code)
	}
	got := s.logins(t, token, codes)
	if len(got) != len(logins) {
		t.Fatalf("got %d answers for %d logins", len(got), len(logins))
	}
	for i, login := range logins {
		if got[i] != login.accepted {
			t.Errorf("login %d, code %d (%s): accepted is %v, want %v", i+1, login.code, login.rule, got[i], login.accepted)
		}
	}
}

// Codes from presses log in to servers, up to the last code of their window.
func TestPressedCodesLogIn(t *testing.T) {
	eight := filepath.Join(t.TempDir(), "eight.yaml")
	profile := `{serial: E-8, type: event, digits: 8, secret: {hex: "` + rfcSecretHex + `"}, first_moving_factor: 4711}`
	if err := os.WriteFile(eight, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, server := range servers {
		second := serverWindow + server.ahead // the last code that is accepted after the first login
		logins := []login{
			{serverWindow + 1, false, "the first code beyond the window"},
			{serverWindow, true, "the last code in the window"},
			{serverWindow, false, "a replay"},
			{serverWindow - 1, false, "skipped before"},
			{second + 1, false, "the first code beyond the moved window"},
			{second, true, "the last code in the moved window"},
			{second, false, "replay"},
			{second + 1, true, "the next code"},
		}
		for _, row := range []struct {
			profile string
			token   enrolled
		}{
			{"demo", enrolled{Type: "event", Digits: 6, First: 0}},
			{"pass-event", enrolled{Type: "event", Digits: 6, First: 1}},
			{eight, enrolled{Type: "event", Digits: 8, First: 4711}},
		} {
			t.Run(server.name+" "+filepath.Base(row.profile), func(t *testing.T) {
				pressed := strings.Fields(mustRun(t, "press", "--profile", row.profile, "--count", "20", "--state", t.TempDir()))
				server.compare(t, row.token, logins, func(press int) string { return pressed[press] })
			})
		}
	}
}

// The codes of a time token log in within the window on either side of the present, each once,
// and none after a later one.
func TestPressedTimeCodesLogIn(t *testing.T) {
	at, err := time.Parse(time.RFC3339, loginsAt)
	if err != nil {
		t.Fatal(err)
	}
	logins := []login{
		{serverWindow + 1, false, "the first code beyond the window"},
		{-serverWindow - 1, false, "the last code before the window"},
		{-serverWindow, true, "the first code in the window"},
		{-serverWindow, false, "replay"},
		{0, true, "the present"},
		{0, false, "replay"},
		{-1, false, "earlier than the last login"},
		{serverWindow, true, "the last code in the window"},
		{serverWindow, false, "a replay"},
	}
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			token := enrolled{Type: "time", Digits: 6, At: at.Unix()}
			server.compare(t, token, logins, func(steps int) string {
				press := at.Add(time.Duration(steps) * 30 * time.Second).Format(time.RFC3339)
				return strings.TrimSpace(mustRun(t, "press", "--profile", "pass-time", "--ephemeral", "--at", press))
			})
		})
	}
}

// pamLogins logs in through libpam-oath. pam_wrapper lets pamtester read its service from a
// folder other than /etc/pam.d, which needs no root, and faketime sets its clock.
func pamLogins(t *testing.T, token enrolled, codes []string) []bool {
	t.Helper()
	pamtester := peer.Need(t, "pamtester")
	module, wrapper, faketime := library(t, "security/pam_oath.so"), library(t, "libpam_wrapper.so"), library(t, "faketime/libfaketime.so.1")
	folder := t.TempDir()
	services, users := filepath.Join(folder, "pam.d"), filepath.Join(folder, "users")
	if err := os.Mkdir(services, 0o700); err != nil {
		t.Fatal(err)
	}
	kind, counter := fmt.Sprintf("HOTP/E/%d", token.Digits), fmt.Sprintf("\t%d", token.First)
	if token.Type == "time" {
		kind, counter = fmt.Sprintf("HOTP/T30/%d", token.Digits), ""
	}
	for path, content := range map[string]string{
		users:                            fmt.Sprintf("%s\tanna\t-\t%s%s\n", kind, rfcSecretHex, counter),
		filepath.Join(services, "bank"):  fmt.Sprintf("auth required %s usersfile=%s window=%d digits=%d\n", module, users, serverWindow, token.Digits),
		filepath.Join(services, "other"): "auth required pam_deny.so\n",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	accepted := make([]bool, len(codes))
	for i, code := range codes {
		cmd := exec.CommandContext(t.Context(), pamtester, "bank", "anna", "authenticate")
		cmd.Env = append(os.Environ(), "LD_PRELOAD="+wrapper+":"+faketime, "PAM_WRAPPER=1", "PAM_WRAPPER_SERVICE_DIR="+services,
			"TZ=UTC", "FAKETIME="+time.Unix(token.At, 0).UTC().Format(time.DateTime))
		cmd.Stdin = strings.NewReader(code + "\n")
		output, err := cmd.CombinedOutput()
		accepted[i] = err == nil
		if err != nil && !strings.Contains(string(output), "pamtester: Authentication failure") {
			t.Fatalf("%v\n%s", err, output)
		}
	}
	return accepted
}

// library returns the path of a shared library.
func library(t *testing.T, name string) string {
	t.Helper()
	paths, err := filepath.Glob("/usr/lib/*/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		peer.SkipUnlessCI(t, "there is no /usr/lib/*/%s", name)
	}
	return slices.Min(paths)
}

// withDjango is a Python program that reads a token and codes, and prints which codes are
// accepted. It reads the device from the database for each login.
const withDjango = `
import json, sys
from unittest import mock
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django_otp",
                    "django_otp.plugins.otp_hotp", "django_otp.plugins.otp_totp"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    OTP_HOTP_THROTTLE_FACTOR=0, OTP_TOTP_THROTTLE_FACTOR=0, OTP_TOTP_SYNC=False, USE_TZ=True,
)
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django_otp.plugins.otp_hotp.models import HOTPDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
call_command("migrate", verbosity=0)
token = json.load(sys.stdin)
common = dict(user=get_user_model().objects.create_user("anna"), key=token["secret"],
              digits=token["digits"], tolerance=token["window"])
if token["type"] == "event":
    device = HOTPDevice.objects.create(counter=token["first"], **common)
else:
    device = TOTPDevice.objects.create(step=30, **common)
with mock.patch("time.time", lambda: token["at"]):
    json.dump([type(device).objects.get(pk=device.pk).verify_token(code) for code in token["codes"]], sys.stdout)
`

// djangoLogins logs in to a device of django-otp.
func djangoLogins(t *testing.T, token enrolled, codes []string) (accepted []bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), peer.NeedPython(t, "django_otp"), "-c", withDjango)
	input, err := json.Marshal(struct {
		enrolled
		Secret string   `json:"secret"`
		Window int      `json:"window"`
		Codes  []string `json:"codes"`
	}{token, rfcSecretHex, serverWindow, codes})
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = strings.NewReader(string(input))
	var problems strings.Builder
	cmd.Stderr = &problems
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &problems)
	}
	if err := json.Unmarshal(output, &accepted); err != nil {
		t.Fatalf("%v in %s", err, output)
	}
	return accepted
}
