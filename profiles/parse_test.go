package profiles_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles"
)

// minimal is a profile with only the required fields.
const minimal = "serial: \"000512345678\"\nsecret: {hex: \"3132333435363738393031323334353637383930\"}\n"

func parse(t *testing.T, text string) *profiles.Profile {
	t.Helper()
	profile, err := profiles.Parse("token.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return profile
}

func secret(t *testing.T, key string) profiles.Secret {
	t.Helper()
	s, err := profiles.NewSecret([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var compareSecrets = cmp.Comparer(func(x, y profiles.Secret) bool {
	return x.String() == y.String() && string(x.Key()) == string(y.Key())
})

func TestOnlySerialAndSecretAreRequired(t *testing.T) {
	want := &profiles.Profile{
		Model: "eToken PASS", Serial: "000512345678",
		Type: "event", Secret: secret(t, "12345678901234567890"), Algorithm: "SHA1", Digits: 6,
		FirstMovingFactor: 1, Counter: 0,
		Button:  profiles.Button{Hold: 4 * time.Second, SyncPresses: 4, PressWhileLit: "ignore"},
		Display: profiles.Display{Timeout: 27 * time.Second},
		Clock:   profiles.Clock{Step: 30 * time.Second, Epoch: time.Unix(0, 0).UTC()},
		Origin:  "token.yaml",
	}
	if diff := cmp.Diff(want, parse(t, minimal), compareSecrets); diff != "" {
		t.Error(diff)
	}
}

func TestEveryField(t *testing.T) {
	got := parse(t, `
model: eToken PASS              # printed on the case
serial: "токен / №7"
type: time
secret: {base32: gezdgnbvgy3tqojqgezdgnbvgy3tqojq}
algorithm: SHA512
digits: 8
first_moving_factor: 18446744073709551615
counter: 42
button:  {hold: 3500ms, sync_presses: 5, press_while_lit: off}
display: {timeout: 1m, dead_segments: [1g, 8b]}
time:    {step: 60s, epoch: 2000-01-01T00:00:00Z, offset: -90s, drift_per_day: 1.5s, set_at: 2026-01-01}
battery: {codes: 14000, years: 7, made: 2026-01-15}
`)
	want := &profiles.Profile{
		Model: "eToken PASS", Serial: "токен / №7",
		Type: "time", Secret: secret(t, "12345678901234567890"), Algorithm: "SHA512", Digits: 8,
		FirstMovingFactor: 1<<64 - 1, Counter: 42,
		Button:  profiles.Button{Hold: 3500 * time.Millisecond, SyncPresses: 5, PressWhileLit: "off"},
		Display: profiles.Display{Timeout: time.Minute, DeadSegments: []string{"1g", "8b"}},
		Clock: profiles.Clock{
			Step: time.Minute, Epoch: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), Offset: -90 * time.Second,
			DriftPerDay: 1500 * time.Millisecond, SetAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		},
		Battery: &profiles.Battery{Codes: 14000, Years: 7, Made: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)},
		Origin:  "token.yaml",
	}
	if diff := cmp.Diff(want, got, compareSecrets); diff != "" {
		t.Error(diff)
	}
	if end, ok := got.Battery.Ends(); !ok || !end.Equal(time.Date(2033, 1, 15, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the battery ends %v, %v", end, ok)
	}
}

// Each problem is reported on one line: file, line, field, value and what is allowed.
func TestBadProfiles(t *testing.T) {
	const secretOnly = "secret: {hex: \"31\"}\n"
	table := []struct{ name, text, want string }{
		{"unknown field", minimal + "colour: red", "token.yaml:3: colour: unknown field: must be one of model, serial, type, secret, algorithm, digits, first_moving_factor, counter, button, display, time, battery"},
		{"unknown inner field", minimal + "button: {hold: 4s, colour: red}", "token.yaml:3: button.colour: unknown field: must be one of hold, sync_presses, press_while_lit"},
		{"duplicate key", minimal + "digits: 6\ndigits: 6", "token.yaml:4: digits: given twice: first on line 3"},
		{"duplicate inner key", minimal + "button: {hold: 4s, hold: 5s}", "token.yaml:3: button.hold: given twice: first on line 3"},
		{"no serial", secretOnly, "token.yaml:1: serial: missing: must be the text on the back of the token"},
		{"no secret", "serial: \"1\"", "token.yaml:1: secret: missing: must be {hex: …}, {base32: …}, {file: …} or {env: …}"},
		{"serial as a number", "serial: 000512345678\n" + secretOnly, "token.yaml:1: serial: not text: must be 1 to 1000 printable characters"},
		{"empty serial", "serial: \"\"\n" + secretOnly, `token.yaml:1: serial: "": must be 1 to 1000 printable characters`},
		{"serial over two lines", "serial: \"a\\nb\"\n" + secretOnly, `token.yaml:1: serial: "a\nb": must be 1 to 1000 printable characters`},
		{"serial that reverses the text direction", "serial: \"a\\u202Eb\"\n" + secretOnly, `token.yaml:1: serial: "a\u202eb": must be 1 to 1000 printable characters`},
		{"unknown type", minimal + "type: hotp", "token.yaml:3: type: hotp: must be event or time"},
		{"wrong type: digits as text", minimal + "digits: \"6\"", `token.yaml:3: digits: "6" is text: must be a whole number from 6 to 8`},
		{"wrong type: digits as a list", minimal + "digits: [6]", `token.yaml:3: digits: a list: must be a whole number from 6 to 8`},
		{"wrong type: button as text", minimal + "button: 4s", "token.yaml:3: button: must be a mapping with fields of its own"},
		{"no value", minimal + "digits:", "token.yaml:3: digits: no value: must be a whole number from 6 to 8"},
		{"five digits", minimal + "digits: 5", "token.yaml:3: digits: 5: must be a whole number from 6 to 8"},
		{"nine digits", minimal + "digits: 9", "token.yaml:3: digits: 9: must be a whole number from 6 to 8"},
		{"fractional digits", minimal + "digits: 6.5", "token.yaml:3: digits: 6.5: must be a whole number from 6 to 8"},
		{"negative counter", minimal + "counter: -1", "token.yaml:3: counter: -1: must be a whole number from 0 to 2^64-1"},
		{"counter past 2^64-1", minimal + "counter: 18446744073709551616", "token.yaml:3: counter: 18446744073709551616: must be a whole number from 0 to 2^64-1"},
		{"octal counter", minimal + "counter: 010", "token.yaml:3: counter: 010: must be a whole number from 0 to 2^64-1, without leading zeros"},
		{"algorithm", minimal + "algorithm: MD5", "token.yaml:3: algorithm: MD5: must be SHA1, SHA256 or SHA512"},
		{"duration without unit", minimal + "button: {hold: 4}", "token.yaml:3: button.hold: 4 has no unit: must be a duration from 250ms to 1m, with its unit"},
		{"hold of zero", minimal + "button: {hold: 0s}", "token.yaml:3: button.hold: 0s: must be a duration from 250ms to 1m, with its unit"},
		{"negative hold", minimal + "button: {hold: -4s}", "token.yaml:3: button.hold: -4s: must be a duration from 250ms to 1m, with its unit"},
		{"microseconds", minimal + "button: {hold: 4000001us}", "token.yaml:3: button.hold: 4000001us: must be whole milliseconds"},
		{"timeout that is too long", minimal + "display: {timeout: 25h}", "token.yaml:3: display.timeout: 25h: must be a duration from 100ms to 24h, with its unit"},
		{"press while lit", minimal + "button: {press_while_lit: maybe}", "token.yaml:3: button.press_while_lit: maybe: must be ignore, next or off"},
		{"dead segment of a cell that does not exist", minimal + "display: {dead_segments: [1g, 7a]}", "token.yaml:3: display.dead_segments: 7a: each must be a cell from 1 to 6 and a segment from a to g, like 1g"},
		{"more dead segments than segments", minimal + "display: {dead_segments: [" + strings.Repeat("1g, ", 43) + "]}", "token.yaml:3: display.dead_segments: 43 items: must be at most 42"},
		{"a blank serial", "serial: \" \"\n" + secretOnly, `token.yaml:1: serial: " ": must be 1 to 1000 printable characters`},
		{"dead segments as text", minimal + "display: {dead_segments: 1g}", "token.yaml:3: display.dead_segments: must be a list, each item a cell from 1 to 6 and a segment from a to g, like 1g"},
		{"time on an event token", minimal + "time: {step: 60s}", "token.yaml:3: time: is only for type: time, but this token is type: event"},
		{"fractional step", minimal + "type: time\ntime: {step: 1500ms}", "token.yaml:4: time.step: 1.5s: must be whole seconds"},
		{"offset without unit", minimal + "type: time\ntime: {offset: 0}", "token.yaml:4: time.offset: 0 has no unit: must be a duration from -87600h to 87600h, with its unit"},
		{"not a number", minimal + "button: {hold: NaN}", "token.yaml:3: button.hold: NaN: must be a duration from 250ms to 1m, with its unit"},
		{"a time before the year 1", minimal + "battery: {made: 0001-01-01T00:00:00+01:00}", "token.yaml:3: battery.made: 0001-01-01T00:00:00+01:00: must be a date like 2026-01-15 or a time like 2026-01-15T08:00:00Z"},
		{"a battery past the year 9999", minimal + "battery: {made: 9950-01-01, years: 100}", "token.yaml:3: battery.years: the battery lasts until the year 10050: must end by 9999"},
		{"a name with escapes", minimal + "\"\\e[31m\": 1", "token.yaml:3: \"\\x1b[31m\": unknown field: must be one of model, serial, type, secret, algorithm, digits, first_moving_factor, counter, button, display, time, battery"},
		{"epoch", minimal + "type: time\ntime: {epoch: yesterday}", "token.yaml:4: time.epoch: yesterday: must be a date like 2026-01-15 or a time like 2026-01-15T08:00:00Z"},
		{"drift without set_at", minimal + "type: time\ntime: {drift_per_day: 2s}", "token.yaml:4: time.drift_per_day: 2s needs set_at: the time from which the clock drifts"},
		{"years without made", minimal + "battery: {years: 7}", "token.yaml:3: battery.years: 7 needs made: the date on which the token was made"},
		{"empty battery", minimal + "battery: {}", "token.yaml:3: battery: is empty: must have codes, or years and made"},
		{"years that are not a number", minimal + "battery: {years: x}", "token.yaml:3: battery.years: \"x\" is text: must be a whole number from 1 to 100"},
		{"zero years", minimal + "battery: {years: 0, made: 2026-01-15}", "token.yaml:3: battery.years: 0: must be a whole number from 1 to 100"},

		{"alias", minimal + "model: &m x\ntype: *m", "token.yaml:4: type: aliases are not allowed in a profile"},
		{"tag", minimal + "digits: !!int 6", "token.yaml:3: digits: tags are not allowed in a profile"},
		{"key that is not text", minimal + "[a]: b", "token.yaml:3: a key that is not text"},
		{"tab", minimal + "button:\n\thold: 4s", "token.yaml:4: the line begins with a tab: YAML is indented with spaces"},
		{"not YAML", minimal + "button: {hold: 4s", "token.yaml:3: not valid YAML: did not find expected ',' or '}'"},
		{"empty", "", "token.yaml: the document is empty: a profile needs at least serial and secret"},
		{"only a comment", "# nothing\n", "token.yaml: the document is empty: a profile needs at least serial and secret"},
		{"only null", "~\n", "token.yaml:1: not a profile: must be a mapping with fields like serial and secret"},
		{"a list", "- serial\n", "token.yaml:1: not a profile: must be a mapping with fields like serial and secret"},
		{"two documents", minimal + "---\n" + minimal, "token.yaml:3: a second document: a profile must be a single one"},
		{"binary", "serial: \x00", "token.yaml: not a text file: a profile is YAML in UTF-8"},
		{"Latin-1", "serial: \xe9", "token.yaml: not a text file: a profile is YAML in UTF-8"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			_, err := profiles.Parse("token.yaml", []byte(row.text))
			if err == nil || err.Error() != row.want {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
		})
	}
}

// An error never contains the secret, whatever is wrong with it.
func TestBadSecrets(t *testing.T) {
	table := []struct{ name, secret, want string }{
		{"odd number of digits", `{hex: "cafe5"}`, "secret.hex: an odd number of hex digits (5): each byte has two"},
		{"not hexadecimal", `{hex: "cafexcafe"}`, "secret.hex: character 5 is not a hex digit: must be 0-9, a-f, without blanks"},
		{"empty", `{hex: ""}`, "secret.hex: the secret is empty: must have 1 to 200 bytes"},
		{"too long", `{hex: "` + strings.Repeat("cafe", 101) + `"}`, "secret.hex: the secret has 202 bytes: must have 1 to 200"},
		{"not base32", `{base32: "cafe1cafe"}`, "secret.base32: character 5 is not a base32 digit: must be A-Z, 2-7, without blanks"},
		{"truncated base32", `{base32: "cafeca"}`, "secret.base32: 6 base32 digits do not make whole bytes: is it cut off?"},
		{"a space is missing", `{hex:cafecafe}`, "secret: unknown field: must be one of hex, base32, file, env, encoding"},
		{"instead of the form", `{cafecafe}`, "secret: unknown field: must be one of hex, base32, file, env, encoding"},
		{"twice instead of the form", `{cafecafe, cafecafe}`, "secret: given twice: first on line 2\ntoken.yaml:2: secret: unknown field: must be one of hex, base32, file, env, encoding"},
		{"as a tag", `{hex: !cafecafe ""}`, "secret.hex: tags are not allowed in a profile"},
		{"as an alias", `{hex: *cafecafe}`, "not valid YAML: an undefined alias"},
		{"a number", `{hex: 31323334}`, "secret.hex: not text: must be hexadecimal text"},
		{"a list", `{hex: [cafe]}`, "secret.hex: must be hexadecimal text"},
		{"without its form", `cafecafe`, "secret: must be {hex: …}, {base32: …}, {file: …} or {env: …}"},
		{"two forms", `{hex: "cafe", env: X}`, "secret: has 2 fields: must be one of {hex: …}, {base32: …}, {file: …} or {env: …}"},
		{"no form", `{}`, "secret: has 0 fields: must be one of {hex: …}, {base32: …}, {file: …} or {env: …}"},
		{"an encoding of hex", `{hex: "cafe", encoding: base32}`, "secret.encoding: is only for {file: …} and {env: …}"},
		{"an encoding alone", `{encoding: base32}`, "secret: has 0 fields: must be one of {hex: …}, {base32: …}, {file: …} or {env: …}"},
		{"an unknown encoding", `{env: X, encoding: cafecafe}`, "secret.encoding: must be hex, base32 or base64"},
		{"an invalid variable name", `{env: "cafe=cafe"}`, "secret.env: must be the name of an environment variable that holds the secret: letters, digits and _"},
		{"instead of a variable", `{env: cafecafecafecafe}`, "secret.env: must be the name of an environment variable that holds the secret: letters, digits and _"},
		{"instead of a file", `{file: "cafecafecafecafe"}`, "secret.file: must be the path of a file that holds the secret"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			_, err := profiles.Parse("token.yaml", []byte("serial: \"1\"\nsecret: "+row.secret))
			if err == nil || err.Error() != "token.yaml:2: "+row.want {
				t.Errorf("got  %v\nwant token.yaml:2: %s", err, row.want)
			}
			if err != nil && strings.Contains(err.Error(), "cafe") {
				t.Errorf("the secret is in the error: %v", err)
			}
		})
	}
}

func TestAllProblemsAreReportedInLineOrder(t *testing.T) {
	_, err := profiles.Parse("token.yaml", []byte("digits: 5\nserail: \"1\"\nsecret: {hex: \"3\"}\n"))
	want := []string{
		"token.yaml:1: serial: missing: must be the text on the back of the token",
		"token.yaml:1: digits: 5: must be a whole number from 6 to 8",
		"token.yaml:2: serail: unknown field: must be one of model, serial, type, secret, algorithm, digits, first_moving_factor, counter, button, display, time, battery",
		"token.yaml:3: secret.hex: an odd number of hex digits (1): each byte has two",
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), err.Error()); diff != "" {
		t.Error(diff)
	}
}

// A few lines of nested aliases would expand to gigabytes.
func TestAliasBomb(t *testing.T) {
	bomb := minimal + "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'z'; c++ {
		bomb += strings.ReplaceAll("N: &N [*P,*P,*P,*P,*P,*P,*P,*P,*P]\n", "N", string(c))
		bomb = strings.ReplaceAll(bomb, "*P", "*"+string(c-1))
	}
	bomb += "digits: *z\n"
	_, err := profiles.Parse("token.yaml", []byte(bomb))
	if err == nil || !strings.Contains(err.Error(), "digits: aliases are not allowed in a profile") {
		t.Errorf("got error %v", err)
	}
}

func TestWindowsLineEndingsAndByteOrderMark(t *testing.T) {
	got := parse(t, "\ufeff"+strings.ReplaceAll(minimal, "\n", "\r\n"))
	if got.Serial != "000512345678" {
		t.Errorf("got %+v", got)
	}
}

// A draft is parsed as strictly as a profile, but need not have a serial or a secret.
func TestParseDraft(t *testing.T) {
	for text, want := range map[string]string{
		"{}":                                 "serial \"\", 0 bytes, missing true",
		"digits: 7":                          "serial \"\", 0 bytes, missing true",
		"serial: X":                          "serial \"X\", 0 bytes, missing true",
		`{"secret": {"hex": "3132"}}`:        "serial \"\", 2 bytes, missing false",
		"serial: X\nsecret: {hex: \"3132\"}": "serial \"X\", 2 bytes, missing false",
		"secret: {file: secret.txt}":         "serial \"\", 0 bytes, missing false",
		"secret: ~":                          "a.yaml:1: secret: must be {hex: …}, {base32: …}, {file: …} or {env: …}",
		"serial:":                            "a.yaml:1: serial: no value: must be 1 to 1000 printable characters",
		"serail: X":                          "a.yaml:1: serail: unknown field: must be one of model, serial, type, secret, algorithm, digits, first_moving_factor, counter, button, display, time, battery",
	} {
		draft, missing, err := profiles.ParseDraft("a.yaml", []byte(text))
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprintf("serial %q, %d bytes, missing %v", draft.Serial, len(draft.Secret.Key()), missing)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
