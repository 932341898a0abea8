package seedfile_test

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

const (
	hex16 = "30313233343536373839303132333435"
	hex32 = hex16 + hex16
	hex64 = hex32 + hex32
)

func TestCSVColumns(t *testing.T) {
	for _, c := range []struct{ what, row, want string }{
		{"serial and secret are enough", "A1,1212", "A1 1212 event SHA1 6 0"},
		{"all columns", "A1,1212,totp,8,60,sha256", "A1 1212 time SHA256 8 1m0s"},
		{"event tokens have a counter", "A1,1212,hotp,6,345", "A1 1212 event SHA1 6 345"},
		{"the largest counter", "A1,1212,hotp,6,18446744073709551615", "A1 1212 event SHA1 6 18446744073709551615"},
		{"spaces, tabs, upper case", " \tA1 ,\t1212 , HOTP , 7 , 1 , Sha512 \r", "A1 1212 event SHA512 7 1"},
		{"empty columns, commas at the end", "A1,1212,,,,,,", "A1 1212 event SHA1 6 0"},
		{"LinOTP's word for hotp", "A1,1212,hmac", "A1 1212 event SHA1 6 0"},
		{"32 bytes are for SHA-256", "A1," + hex32, "A1 " + hex32 + " event SHA256 6 0"},
		{"64 bytes are for SHA-512", "A1," + hex64, "A1 " + hex64 + " event SHA512 6 0"},
		{"unless the hash is named", "A1," + hex32 + ",,,,SHA-1", "A1 " + hex32 + " event SHA1 6 0"},
		{"quotes", `"A, ""1"" ", "1212" ,"totp"`, `A, "1"  1212 time SHA1 6 30s`},
		{"a quote that opens nothing", `A"1,1212`, `A"1 1212 event SHA1 6 0`},
		{"comments and empty rows", "\n# comment, 1\n  #, 2\n,,,\n \t\nA1,1212\n#\n", "A1 1212 event SHA1 6 0"},
		{"version 1", "# version: 1\nA1,1212", "A1 1212 event SHA1 6 0"},
		{"version 2 has the user before", "#version:2\nu,r,d,A1,1212,totp", "A1 1212 time SHA1 6 30s"},
		{"a comment on some version", "# version: of May\nA1,1212", "A1 1212 event SHA1 6 0"},
		{"a serial that a header could have", "serial,1212\nA,1212", "serial 1212 event SHA1 6 0; A 1212 event SHA1 6 0"},
		{"titles before a header", "Batch 5,\n\nseed;sn\n1212;A\n", "A 1212 event SHA1 6 0; f:1: ignored: comes before the header"},
		{"units in a header", "sn,seed (required),period (s),counter (HOTP only),type\nA,1212,60,,totp\n", "A 1212 time SHA1 6 1m0s"},
		{"a header in Russian", "номер токена;ключ;тип токена;период, с\nA;1212;HOTP;30\n", "A 1212 event SHA1 6 0"},
		{"a column of types with a name that is not known", "sn,seed,Kennung,Note\nA,1212,totp,x\nB,1212,hotp,hotp\n", "A 1212 time SHA1 6 30s; B 1212 event SHA1 6 0"},
		{"names of several words between blanks", "Serial Number   Seed\nA1  30313233343536373839303132333435\n", "A1 " + hex16 + " event SHA1 6 0"},
		{"a header twice", "seed,sn\n1212,A\nseed,sn\n3434,B\n", "A 1212 event SHA1 6 0; B 3434 event SHA1 6 0"},
	} {
		checkLines(t, c.what, c.row, c.want)
	}
}

const columnsMust = "must be serial, secret, type, digits, counter or step, hash"

// Each file has one bad row and one good row. The good row is read unless the error concerns
// the whole file.
func TestCSVRefuses(t *testing.T) {
	for _, c := range []struct {
		row, want string
		broken    bool
	}{
		{row: "A1", want: "f:1: token A1: no secret: the columns " + columnsMust},
		{row: "A1,,totp", want: "f:1: token A1: no secret: the columns " + columnsMust},
		{row: ",1212", want: "f:1: no serial"},
		{row: "A1,12x2", want: "f:1: token A1: secret: character 3 is not a hex digit: must be 0-9, a-f, without blanks"},
		{row: "A1,123", want: "f:1: token A1: secret: an odd number of hex digits (3): each byte has two"},
		{row: "A1,gezdgnbv", want: "f:1: token A1: secret: character 1 is not a hex digit: must be 0-9, a-f, without blanks (is it base32? the file's other secrets are in hex, and all must be in one encoding)"},
		{row: "A1,1212,xotp", want: `f:1: token A1: type "xotp": must be hotp or totp`},
		{row: "A1," + hex16 + ",6,hotp", want: `f:1: token A1: type "6": must be hotp or totp`},
		{row: "A1," + hex16 + ",30,SHA-256", want: `f:1: token A1: type "30": must be hotp or totp`},
		{row: "anna,A1," + hex16 + ",8,totp,30", want: "f:1: token anna: type (hidden, as it could be a secret): must be hotp or totp"},
		{row: "A1," + hex16 + ",60,Acme,SHA256", want: `f:1: token A1: type "60": must be hotp or totp`},
		{row: "A1,1212,hotp,9", want: "f:1: token A1: codes have 9 digits: must be 6, 7 or 8 (override it with --digits N)"},
		{row: "A1,1212,hotp,0", want: "f:1: token A1: codes have 0 digits: must be 6, 7 or 8 (override it with --digits N)"},
		{row: "A1,1212,hotp,six", want: `f:1: token A1: number of digits "six": must be 6, 7 or 8`},
		{row: "A1,1212,hotp,6,-1", want: `f:1: token A1: counter "-1": must be a whole number from 0 to 2^64-1`},
		{row: "A1,1212,totp,6,30s", want: `f:1: token A1: time step "30s": must be a whole number of seconds`},
		{row: "A1,1212,totp,6,0", want: "f:1: token A1: time step is 0 s: must be at least 1 s (override it with --step 30s)"},
		{row: "A1,1212,hotp,6,0,md5", want: `f:1: token A1: hash "md5": must be SHA1, SHA256 or SHA512`},
		{row: "A1,1212,hotp,6,0,sha1,x", want: "f:1: token A1: 7 columns: " + columnsMust},
		{row: "####,1212,hotp", want: "f:1: the serial is ####, which a spreadsheet shows for a value that does not fit its column (make the column wider and export it again)"},
		{row: "#N/A,1212,hotp", want: "f:1: begins with a spreadsheet error instead of a serial (format the column as text in the spreadsheet and export it again)"},
		{row: "#REF!,1212", want: "f:1: begins with a spreadsheet error instead of a serial (format the column as text in the spreadsheet and export it again)"},
		{row: `"A1,1212`, want: `f:1: malformed quoted column: must be "…", with quotes inside it doubled, followed by a comma`},
		{row: `"A1"x,1212`, want: `f:1: malformed quoted column: must be "…", with quotes inside it doubled, followed by a comma`},
		{row: "A1,OCRA-1,ocra,x", want: "f:1: token A1: type ocra is not supported: an eToken PASS is hotp or totp"},
		{row: "A1,secret text,Pw", want: "f:1: token A1: type Pw is not supported: an eToken PASS is hotp or totp"},
		{row: "# version: 3", want: `f:1: column layout version 3: must be 1, or 2 with user, resolver and realm before the serial`, broken: true},
		{row: "seed,sn,secret", want: `f: the header names two columns for the same value: "seed" and "secret" (rename or remove one of them)`, broken: true},
		{row: "seed,type,digits", want: `f: the header has no column for the serial: "seed", "type", "digits" (name it serial, serial number, SN, token serial or token ID)`, broken: true},
		{row: "sn,secret (ASCII)", want: `f: the header names "secret (ASCII)": the values must be in hex, base32 or base64 (convert the values, then rename the column)`, broken: true},
		{row: "sn,secret key (Encrypted),period", want: `f: the header names "secret key (Encrypted)": the values must be in hex, base32 or base64 (convert the values, then rename the column)`, broken: true},
		{row: "sn,seed,Time Interval (in minutes)", want: `f: the header names "Time Interval (in minutes)": the values must be in seconds (convert the values, then rename the column)`, broken: true},
		{row: "sn,seed,counter (hex)", want: `f: the header names "counter (hex)": the values must be in decimal (convert the values, then rename the column)`, broken: true},
		{row: "508327,,0," + hex16 + ",,2013-12-12T08:41:07,", want: "f: the file is a YubiKey log (use --from yubikey, or omit --from)", broken: true},
		{row: "OATH-HOTP,11.12.13 18:55,1,cc,," + hex16 + ",,,0,0,0,6,0,0,0,0,0,0", want: "f: the file is a YubiKey log (use --from yubikey, or omit --from)", broken: true},
	} {
		tokens, problems := tokensOf(t, c.row+"\nZ9,1212\n", seedfile.Options{Format: seedfile.CSV})
		if diff := cmp.Diff([]string{c.want}, problems); diff != "" {
			t.Errorf("%s\n%s", c.row, diff)
		}
		if readOn := len(tokens) == 1 && tokens[0].Serial == "Z9" && tokens[0].Line == 2; readOn == c.broken {
			t.Errorf("%s: read on: %v; want %v", c.row, readOn, !c.broken)
		}
	}
}

func TestCSVWarnings(t *testing.T) {
	step := seedfile.Options{FifthIsStep: true}
	for _, c := range []struct {
		what, text    string
		options       seedfile.Options
		want, warning string
	}{
		{"a step for an event token", "A,1212,hotp,6,30", step, "A 1212 event SHA1 6 0", `fifth column "30" ignored: it is read as a time step, which event tokens do not have`},
		{"a step for a time token", "A,1212,totp,6,60", step, "A 1212 time SHA1 6 1m0s", ""},
		{"a counter, and a type override", "A,1212,,6,60", seedfile.Options{Overrides: seedfile.Overrides{Type: profiles.Time}}, "A 1212 time SHA1 6 1m0s", ""},
		{"no digits, and a digits override", "A,1212,hotp,0", seedfile.Options{Overrides: seedfile.Overrides{Digits: 7}}, "A 1212 event SHA1 7 0", ""},
		{"an owner", "# version: 2\nbob,res,realm,A,1212,hotp", seedfile.Options{}, "A 1212 event SHA1 6 0", "columns ignored: user, resolver, realm"},
	} {
		c.options.Format = seedfile.CSV
		read := readAll(t, c.text, c.options)
		if len(read.tokens) != 1 || len(read.problems) > 0 {
			t.Errorf("%s: got %v, %v", c.what, read.tokens, read.texts())
			continue
		}
		if got := summary(read.tokens[0]); got != c.want || strings.Join(read.notices, "; ") != c.warning {
			t.Errorf("%s: got %s, %q; want %s, %q", c.what, got, read.notices, c.want, c.warning)
		}
	}
}

// If the columns are in another order, the secret is where errors show values.
func TestCSVErrorsShowNoSecret(t *testing.T) {
	for _, secret := range []string{hex32[:40], "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", hex64} {
		for column := range 8 {
			for _, others := range []string{"x", "1212", ""} {
				row := strings.Split(strings.Repeat(others+",", 7)+others, ",")
				row[column] = secret
				_, problems := tokensOf(t, strings.Join(row, ","), seedfile.Options{Format: seedfile.CSV, FifthIsStep: true})
				if text := strings.ToUpper(strings.Join(problems, "\n")); strings.Contains(text, strings.ToUpper(secret[:12])) {
					t.Errorf("%v: the secret is in\n%s", row, text)
				}
			}
		}
	}
}

func TestCSVRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkReadBack(t, seedfile.CSV, rapid.SliceOfN(rapid.Custom(anyToken), 1, 4).Draw(t, "tokens"))
	})
}

// Some servers support neither quotes nor the hash, so both are written only if necessary.
func TestCSVWriter(t *testing.T) {
	secret := func(text string) profiles.Secret {
		key, _ := hex.DecodeString(text)
		s, err := profiles.NewSecret(key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	clock := time.Unix(0, 0)
	got := written(t, seedfile.CSV,
		seedfile.Token{Serial: "GALT 1:2", Secret: secret("1212"), MovingFactor: 1, FirstMovingFactor: 1, Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6}},
		seedfile.Token{Serial: `#"1"`, Secret: secret("1212"), Traits: &seedfile.Traits{Type: profiles.Time, Algorithm: profiles.SHA512, Digits: 8, Step: time.Minute, Epoch: clock}},
		seedfile.Token{Serial: "A", Secret: secret(hex32), Traits: &seedfile.Traits{Type: profiles.Time, Algorithm: profiles.SHA256, Digits: 8, Step: time.Minute, Epoch: clock}},
		seedfile.Token{Serial: "B", Secret: secret(hex64), Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 7}},
	)
	want := "GALT 1:2,1212,hotp,6,1\n" +
		`"#""1""",1212,totp,8,60,sha512` + "\n" +
		"A," + hex32 + ",totp,8,60\n" +
		"B," + hex64 + ",hotp,7,0,sha1\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A batch may have a million rows: only the serial, the secret and the counter are allocated.
func TestCSVRowAllocations(t *testing.T) {
	const rows = 1000
	text := strings.Repeat("GALT10953554, 3132333435363738393031323334353637383930, hotp, 6, 345, sha1\n", 2*rows)
	reader, err := seedfile.NewReader(strings.NewReader(text), "f", seedfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	perRow := testing.AllocsPerRun(rows, func() {
		if _, err := reader.Next(); err != nil {
			t.Fatal(err)
		}
	})
	if perRow > 6 {
		t.Errorf("a row takes %v allocations; want 6 at most", perRow)
	}
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"A1,1212,totp,8,60,sha256\n", "# version: 2\nu,r,d,A1,1212", `"A ""1",1212,,,,sha1,`, "A1;1212", "upn,secret key,x", "A1,,0," + hex32, "\xff\xfeA",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { fuzzReader(t, seedfile.CSV, text) })
}
