package seedfile_test

import (
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// number returns a field of a message whose value is a number, bytes one whose value is a text
// or a message.
func number(field, value uint64) string {
	return string(binary.AppendUvarint(binary.AppendUvarint(nil, field<<3), value))
}

func bytesField(field uint64, value string) string {
	return string(binary.AppendUvarint(binary.AppendUvarint(nil, field<<3|2), uint64(len(value)))) + value
}

// bob is the least of an account.
var bob = bytesField(1, "12") + bytesField(2, "bob") + number(6, 2)

// migrationOf returns the URI of an export with accounts, and with fields after them.
func migrationOf(after string, accounts ...string) string {
	var message strings.Builder
	for _, account := range accounts {
		message.WriteString(bytesField(1, account))
	}
	return migrationURI(message.String() + after)
}

func migrationURI(message string) string {
	return "otpauth-migration://offline?data=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(message)))
}

func TestMigratedAccounts(t *testing.T) {
	account := func(fields ...string) string { return bytesField(1, "12") + strings.Join(fields, "") }
	for _, c := range []struct{ what, account, want string }{
		{"the least of a time token", account(bytesField(2, "bob"), number(6, 2)), "bob 3132 time SHA1 6 30s"},
		{"a counter of 0 is not written", account(bytesField(2, "bob"), number(6, 1)), "bob 3132 event SHA1 6 0"},
		{"everything", account(bytesField(2, "bob"), bytesField(3, "Acme"), number(4, 2), number(5, 2), number(6, 1), number(7, 7), bytesField(8, "id")), "Acme:bob 3132 event SHA256 8 7"},
		{"SHA1 and six digits", account(bytesField(2, "bob"), number(4, 1), number(5, 1), number(6, 2)), "bob 3132 time SHA1 6 30s"},
		{"SHA512", account(bytesField(2, "bob"), number(4, 3), number(6, 2)), "bob 3132 time SHA512 6 30s"},
		{"explicit zeros", account(bytesField(2, "bob"), number(4, 0), number(5, 0), number(6, 2), number(7, 0)), "bob 3132 time SHA1 6 30s"},
		{"no type", account(bytesField(2, "bob")), "bob 3132 time SHA1 6 30s"},
		{"the issuer in the name too", account(bytesField(2, "Acme:bob"), bytesField(3, "Acme"), number(6, 2)), "Acme:bob 3132 time SHA1 6 30s"},
		{"the issuer in the name only", account(bytesField(2, "Acme: bob"), number(6, 2)), "Acme:bob 3132 time SHA1 6 30s"},
		{"the issuer only", account(bytesField(3, "Acme"), number(6, 2)), "Acme 3132 time SHA1 6 30s"},
		{"another script", account(bytesField(2, "Жанна"), bytesField(3, "ООО Ключ"), number(6, 2)), "ООО Ключ:Жанна 3132 time SHA1 6 30s"},
		{"fields of other wire types", account(bytesField(2, "bob"), number(6, 2), "\x5d1234", "\x6112345678"), "bob 3132 time SHA1 6 30s"},
	} {
		checkLines(t, c.what, migrationOf("", c.account), c.want)
	}
}

// An account that no token can have is refused, or skipped, and the next one is read.
func TestMigratedAccountsRefused(t *testing.T) {
	account := func(fields ...string) string { return bytesField(1, "12") + strings.Join(fields, "") }
	for _, c := range []struct{ account, want string }{
		{account(bytesField(2, "bob"), number(4, 4), number(6, 2)), `f:1: token bob: hash "MD5": must be SHA1, SHA256 or SHA512`},
		{account(bytesField(2, "bob"), number(4, 9), number(6, 2)), `f:1: token bob: hash "9": must be SHA1, SHA256 or SHA512`},
		{account(bytesField(2, "bob"), number(5, 3), number(6, 2)), "f:1: token bob: unknown number of digits: kind 3, where 1 means 6 and 2 means 8 (override it with --digits N)"},
		{account(bytesField(2, "bob"), number(6, 3)), `f:1: token bob: type "3" is not supported: an eToken PASS is hotp or totp`},
		{account(bytesField(2, "bob"), number(6, 1), number(7, 1<<63)), "f:1: token bob: the counter is negative (set it with --moving-factor N)"},
		{account(number(6, 2)), "f:1: account 1 of the migration URI: no serial: must have a name or an issuer"},
		{bytesField(2, "bob") + number(6, 2), "f:1: token bob: the secret is empty: must have 1 to 200 bytes"},
		{account(bytesField(2, "\xff"), number(6, 2)), "f:1: account 1 of the migration URI: the name is not UTF-8 text"},
		{account(bytesField(2, "bob"), bytesField(2, "eve"), number(6, 2)), "f:1: account 1 of the migration URI: field 2 occurs twice: must occur once"},
		{account(number(2, 7)), "f:1: account 1 of the migration URI: parameter data: field 2 has the wire type 0: the data is damaged"},
		{account("\x12\x09bob"), "f:1: account 1 of the migration URI: the data is cut off or damaged"},
		{account("\x13"), "f:1: account 1 of the migration URI: field 2 has the wire type 3: the data is damaged"},
	} {
		tokens, problems := tokensOf(t, migrationOf("", c.account, bytesField(1, "12")+bytesField(2, "Z9")+number(6, 2)), seedfile.Options{})
		if diff := cmp.Diff([]string{c.want}, problems); diff != "" {
			t.Error(diff)
		}
		if len(tokens) != 1 || tokens[0].Serial != "Z9" {
			t.Errorf("%s: the account after it is not read", c.want)
		}
	}
}

// A counter that cannot be used does not matter where none is read.
func TestMigrationCounterNotNeeded(t *testing.T) {
	const negative = 1<<64 - 5
	five := uint64(5)
	for kind, c := range map[uint64]struct {
		overrides seedfile.Overrides
		want      string
	}{
		1: {seedfile.Overrides{MovingFactor: &five}, "bob 3132 event SHA1 6 5"},
		2: {seedfile.Overrides{}, "bob 3132 time SHA1 6 30s"},
	} {
		uri := migrationOf("", bytesField(1, "12")+bytesField(2, "bob")+number(6, kind)+number(7, negative))
		tokens, _ := tokensOf(t, uri, seedfile.Options{Overrides: c.overrides})
		if len(tokens) != 1 || summary(tokens[0]) != c.want {
			t.Errorf("kind %d: %v; want %s", kind, tokens, c.want)
		}
	}
}

// A damaged URI is refused, and the next line is read.
func TestMigrationRefused(t *testing.T) {
	for _, c := range []struct{ uri, want string }{
		{"otpauth-migration://offline", "f:1: no parameter data: must be otpauth-migration://offline?data=…"},
		{"otpauth-migration://offline?data=", "f:1: no parameter data: must be otpauth-migration://offline?data=…"},
		{"otpauth-migration://offline?data=%4", "f:1: parameter data has a % without two hex digits after it: is it cut off?"},
		{"otpauth-migration://offline?data=a*", "f:1: parameter data is not base64: is it cut off?"},
		{"otpauth-migration://offline?data=CgA&data=CgA", "f:1: duplicate parameter data: must occur once"},
		{migrationURI(bytesField(1, bob)[:5]), "f:1: parameter data: the data is cut off or damaged"},
		{migrationURI(number(1, 7)), "f:1: parameter data: field 1 has the wire type 0: the data is damaged"},
		{migrationURI(bytesField(2, "2")), "f:1: parameter data: field 2 has the wire type 2: the data is damaged"},
		{migrationURI(number(2, 1)), "f:1: the migration URI has no accounts"},
	} {
		tokens, problems := tokensOf(t, c.uri+"\notpauth://totp/Z9?secret=GEZA\n", seedfile.Options{})
		if diff := cmp.Diff([]string{c.want}, problems); diff != "" {
			t.Errorf("%s\n%s", c.uri, diff)
		}
		if len(tokens) != 1 || tokens[0].Serial != "Z9" {
			t.Errorf("%s: the line after it is not read", c.uri)
		}
	}
}

// The data is read in all forms that programs and people turn it into.
func TestMigrationEncodings(t *testing.T) {
	message := bytesField(1, bytesField(1, "12\xfb\xef\xbe\xff\xff\xff")+bytesField(2, "bob")+number(6, 2))
	standard := base64.StdEncoding.EncodeToString([]byte(message))
	if !strings.Contains(standard, "+") || !strings.Contains(standard, "/") || !strings.HasSuffix(standard, "=") {
		t.Fatalf("%s does not have everything that can be encoded", standard)
	}
	const scheme = "otpauth-migration://offline?data="
	for what, uri := range map[string]string{
		"percent-encoded":        scheme + url.QueryEscape(standard),
		"not encoded":            scheme + standard,
		"a blank for a plus":     scheme + strings.ReplaceAll(standard, "+", " "),
		"no padding":             scheme + strings.TrimRight(standard, "="),
		"the URL alphabet":       scheme + base64.URLEncoding.EncodeToString([]byte(message)),
		"the scheme in capitals": strings.Replace(scheme, "otpauth-migration", "OTPAUTH-MIGRATION", 1) + standard,
	} {
		checkLines(t, what, uri, "bob 3132fbefbeffffff time SHA1 6 30s")
	}
}

// What is not known is noted once per file, and what is missing at its end.
func TestMigrationNotices(t *testing.T) {
	part := func(size, index, id uint64, account string) string {
		return migrationOf(number(2, 1)+number(3, size)+number(4, index)+number(5, id), account)
	}
	named := func(name string) string { return bytesField(1, "12") + bytesField(2, name) + number(6, 2) }
	const negative = 1<<64 - 5
	for _, c := range []struct {
		what   string
		file   []string
		tokens int
		want   []string
	}{
		{"one part", []string{part(1, 0, 7, bob)}, 1, nil},
		{"two parts, in another order", []string{part(2, 1, negative, named("A")), part(2, 0, negative, named("B"))}, 2, nil},
		{"no numbers", []string{migrationOf("", bob)}, 1, nil},
		{"missing parts", []string{part(4, 1, 7, named("A")), part(2, 0, negative, named("B")), "otpauth://totp/C?secret=GEZA"}, 3, []string{
			": export 7 of Google Authenticator has 4 parts, one QR code each; missing: part 1, part 3, part 4",
			": export -5 of Google Authenticator has 2 parts, one QR code each; missing: part 2",
		}},
		{"a repeated part", []string{part(1, 0, 7, bob), part(1, 0, 7, bob)}, 1, []string{":2: repeated part 1 of export 7 ignored"}},
		{"two exports with the same number", []string{part(2, 0, 0, named("A")), part(2, 0, 0, named("B")), part(2, 1, 0, named("C"))}, 3, []string{
			": export 0 of Google Authenticator has 2 parts, one QR code each; missing: part 2",
		}},
		{"impossible numbers", []string{part(2, 2, 7, bob)}, 1, []string{":1: the migration URI is part 3 of 2: missing parts are not reported"}},
		{"more parts than are tracked", []string{part(1<<40, 0, 7, bob)}, 1, []string{":1: the migration URI is part 1 of 1099511627776: missing parts are not reported"}},
		{"the newer version", []string{migrationOf(number(2, 2), bob)}, 1, nil},
		{"a version that is not known", []string{migrationOf(number(2, 3), bob, named("A"))}, 2, []string{":1: version 3 of the migration URI is newer than 2, the newest that is known: check the codes"}},
		{"fields that are not known", []string{migrationOf(bytesField(9, "x"), bob+number(9, 1), named("A")+number(9, 2))}, 2, []string{
			":1: unknown field 9 of a migration URI ignored", ":1: unknown field 9 of an account in a migration URI ignored",
		}},
		{"a parameter that is not known", []string{migrationOf("", bob) + "&foo=1"}, 1, []string{`:1: unknown parameter "foo" ignored`}},
		{"a counter of a time token", []string{migrationOf("", bob+number(7, 5))}, 1, []string{`:1: field counter "5" ignored: time tokens have no counter`}},
		{"no type", []string{migrationOf("", bytesField(1, "12")+bytesField(2, "bob"))}, 1, []string{":1: no type given, time assumed: --type event changes it"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			read := readAll(t, strings.Join(c.file, "\n")+"\n", seedfile.Options{})
			got := read.texts()
			for _, notice := range read.notices {
				got = append(got, ":1: "+notice)
			}
			if diff := cmp.Diff(c.want, got); diff != "" || len(read.tokens) != c.tokens {
				t.Errorf("%d tokens, want %d\n%s", len(read.tokens), c.tokens, diff)
			}
		})
	}
}

// Files that share Exports are read as one export.
func TestExportInSeveralFiles(t *testing.T) {
	var exports seedfile.Exports
	const problem = "export 7 of Google Authenticator has 3 parts, one QR code each; missing: "
	for i, want := range [][]string{{problem + "part 2, part 3"}, {problem + "part 3"}, nil} {
		read := readAll(t, migrationOf(number(3, 3)+number(4, uint64(i))+number(5, 7), bob), seedfile.Options{Exports: &exports})
		if len(read.problems) > 0 {
			t.Errorf("part %d: %q", i, read.texts())
		}
		if diff := cmp.Diff(want, textsOf(exports.Missing())); diff != "" {
			t.Errorf("after part %d: %s", i, diff)
		}
	}
}

func textsOf(errs []*seedfile.Error) (texts []string) {
	for _, err := range errs {
		texts = append(texts, err.Error())
	}
	return texts
}

func TestMigrationOverrides(t *testing.T) {
	factor := uint64(9)
	overrides := seedfile.Overrides{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6, MovingFactor: &factor}
	tokens, problems := tokensOf(t, migrationOf("", bob+number(4, 4)+number(5, 3)), seedfile.Options{Overrides: overrides})
	if len(problems) > 0 || summary(tokens[0]) != "bob 3132 event SHA1 6 9" {
		t.Errorf("got %v, %q", tokens, problems)
	}
}

func FuzzMigration(f *testing.F) {
	f.Add([]byte(bytesField(1, bob) + number(2, 1) + number(3, 2) + number(4, 1) + number(5, 7)))
	f.Add([]byte(bytesField(1, bytesField(1, "12")+bytesField(2, "Acme: bob")+bytesField(3, "A")+number(4, 2)+number(5, 2)+number(6, 1)+number(7, 7))))
	f.Add([]byte(bytesField(1, bob+bytesField(8, "id")) + "\x5d1234\x6112345678"))
	f.Fuzz(func(t *testing.T, message []byte) { fuzzReader(t, seedfile.OTPAuth, migrationURI(string(message))) })
}
