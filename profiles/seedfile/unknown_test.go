package seedfile_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// plainPSKC returns a file with one key of the given type, with additional attributes of Key,
// elements of AlgorithmParameters and elements of Data.
func plainPSKC(kind, attrs, parameters, data string) string {
	return `<KeyContainer Version="1.0"><KeyPackage><DeviceInfo><SerialNo>A</SerialNo></DeviceInfo><Key Id="A" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:` + kind + `"` + attrs +
		`><AlgorithmParameters>` + parameters + `</AlgorithmParameters><Data><Secret><PlainValue>` + base64.StdEncoding.EncodeToString([]byte("12")) + `</PlainValue></Secret>` + data + `</Data></Key></KeyPackage></KeyContainer>`
}

func plainSafeNet(attrs, inToken, inApplication string) string {
	return `<Tokens><Token serial="A"` + attrs + `>` + inToken + `<Applications><Application ConnectorID="{1}"><Seed>3132</Seed><MovingFactor>1</MovingFactor>` + inApplication + `</Application></Applications></Token></Tokens>`
}

// Nothing in a file that the token does not use is ignored silently: a warning names it once,
// or the token is refused.
func TestNothingIsIgnoredSilently(t *testing.T) {
	asEvent := seedfile.Overrides{Type: profiles.Event}
	for _, c := range []struct {
		what, file string
		overrides  seedfile.Overrides
		notices    string // in order, separated by semicolons
		problem    string // part of the error; "" if the file has one token
	}{
		// OATH CSV
		{"a start counter in the third column", "A,3132,3\n", asEvent, "the third column is read as the counter", ""},
		{"a step in the third column", "A,3132,60\n", seedfile.Overrides{Type: profiles.Time}, "the third column is read as the time step", ""},
		{"a number in the third column, and no type", "A,3132,60\n", seedfile.Overrides{}, "", `the third column is "60": a counter if the token is of type event, a time step if it is of type time`},
		{"a number in the third column that is not alone", "A,3132,60,6\n", asEvent, "", `the third column is "60": must be a type`},
		{"columns of a header that no token uses", "sn,pin,seed,upn,type\nA,1,3132,u,hotp\n", seedfile.Overrides{}, `columns ignored: "pin", "upn"`, ""},
		{"a step of an event token", "sn,seed,type,interval\nA,3132,hotp,60\n", seedfile.Overrides{}, `time step "60" ignored: event tokens have no time step`, ""},
		{"a counter of a time token", "sn,seed,type,counter\nA,3132,totp,7\n", seedfile.Overrides{}, `counter "7" ignored: time tokens have no counter`, ""},
		{"a secret that is hex and base32", "A,22222222,hotp\n", seedfile.Overrides{}, "every secret fits both hex and base32: read as hex; --encoding changes this", ""},
		{"digits of the type and of the column", "A,3132,HOTP-8,6\n", seedfile.Overrides{}, "", "6 digits: the type says 8"},
		{"an empty secret", "sn,seed\nA,\n", seedfile.Overrides{}, "", "no secret: its column is empty"},
		{"a row with more columns than the header", "sn,seed\nA,3132,7\n", seedfile.Overrides{}, "", "3 columns: must be those that the header names"},
		{"a word for a type", "A,3132,fob\n", asEvent, `type "fob" ignored: --type overrides it`, ""},
		{"no type", "A,3132\n", seedfile.Overrides{}, "no type given, event assumed: --type time changes it", ""},
		{"no type, and a type override", "A,3132\n", asEvent, "", ""},
		{"a seventh column", "A,3132,hotp,6,0,sha1,60\n", seedfile.Overrides{}, "", "7 columns"},
		{"no word for a hash", "A,3132,hotp,6,0,60\n", seedfile.Overrides{}, "", `hash "60"`},
		{"a serial that looks like a secret", "9f8e7d6c5b4a39281706f5e4d3c2b1a098877665,31323334353637383930,hotp\n", seedfile.Overrides{}, "a serial looks like a secret: is it in the right place?", ""},
		{"a header alone", "SN,SEED\n", seedfile.Overrides{}, "", "no tokens found: the file was read as CSV with a header"},
		{"a counter of the file's type", "A,3132,hotp,6,7\n", seedfile.Overrides{Type: profiles.Time}, `fifth column "7" ignored: it is for type event`, ""},

		// otpauth
		{"an ampersand as in HTML", "otpauth://totp/A?secret=GEZA&amp;digits=8&amp;period=60\n", seedfile.Overrides{}, "parameters are separated by &amp;, as in HTML: read as &", ""},
		{"a parameter that is not known", "otpauth://totp/A?secret=GEZA&foo=1&Foo=2\n", seedfile.Overrides{}, `unknown parameter "foo" ignored`, ""},
		{"parameters of apps", "otpauth://totp/A?secret=GEZA&image=x&color=y&lock=false&icon=z&group=g&\n", seedfile.Overrides{}, "", ""},
		{"another name of a parameter", "otpauth://totp/A?secret=GEZA&interval=60\n", seedfile.Overrides{}, "", `unknown parameter "interval": did you mean period?`},
		{"a parameter without a name", "otpauth://totp/A?secret=GEZA&=8\n", seedfile.Overrides{}, "", "parameter without a name"},
		{"a parameter without a value", "otpauth://totp/A?secret=GEZA&digits\n", seedfile.Overrides{}, "", "parameter digits has no value"},
		{"an empty parameter", "otpauth://totp/A?secret=GEZA&digits=&issuer=\n", seedfile.Overrides{}, "empty parameter digits ignored", ""},
		{"semicolons", "otpauth://totp/A?secret=GEZA&issuer=A;digits=8\n", seedfile.Overrides{}, "", "parameter issuer contains the parameter digits"},
		{"no question mark", "otpauth://totp/A&digits=8?secret=GEZA\n", seedfile.Overrides{}, "", "label contains the parameter digits"},
		{"an escaped name", "otpauth://totp/A?secret=GEZA&%64igits=9\n", seedfile.Overrides{}, "", "codes have 9 digits"},
		{"a period of an event token", "otpauth://hotp/A?secret=GEZA&counter=0&period=60\n", seedfile.Overrides{}, `parameter period "60" ignored: event tokens have no time step`, ""},
		{"the usual period of an event token", "otpauth://hotp/A?secret=GEZA&counter=0&period=30\n", seedfile.Overrides{}, "", ""},
		{"a counter of a time token", "otpauth://totp/A?secret=GEZA&counter=5\n", seedfile.Overrides{}, `parameter counter "5" ignored: time tokens have no counter`, ""},
		{"counter 0 of a time token", "otpauth://totp/A?secret=GEZA&counter=0\n", seedfile.Overrides{}, "", ""},

		// PSKC
		{"an attribute of Suite", plainPSKC("totp", "", `<Suite hash="sha256"/>`, ""), seedfile.Overrides{}, `unknown attribute "hash" in Suite ignored`, ""},
		{"two hashes", plainPSKC("totp", "", `<Suite hashalgo="sha256">sha1</Suite>`, ""), seedfile.Overrides{}, "", "must be the same"},
		{"a Suite with elements", plainPSKC("totp", "", `<Suite><Hash>sha256</Hash></Suite>`, ""), seedfile.Overrides{}, "", "Suite contains elements"},
		{"small letters", plainPSKC("totp", "", `<ResponseFormat length="8"/>`, ""), seedfile.Overrides{}, "", `ResponseFormat has the attribute "length": must be Length`},
		{"small letters of an element", plainPSKC("totp", "", "", `<timeinterval>60</timeinterval>`), seedfile.Overrides{}, "", `Data has the element "timeinterval": must be TimeInterval`},
		{"an attribute of Key", plainPSKC("totp", ` Offset="9"`, "", ""), seedfile.Overrides{}, `unknown attribute "Offset" in Key ignored`, ""},
		{"an element of Data", plainPSKC("totp", "", "", "<Epoch>9</Epoch>"), seedfile.Overrides{}, `unknown element "Epoch" in Data ignored`, ""},
		{"an element of the parameters", plainPSKC("totp", "", "<ChallengeFormat/>", ""), seedfile.Overrides{}, `unknown element "ChallengeFormat" in AlgorithmParameters ignored`, ""},
		{"an attribute of a value", plainPSKC("hotp", "", "", `<Counter><PlainValue base="16">10</PlainValue></Counter>`), seedfile.Overrides{}, `unknown attribute "base" in PlainValue ignored`, ""},
		{"an attribute that any element may have", plainPSKC("totp", ` xml:lang="en"`, "", ""), seedfile.Overrides{}, "", ""},
		{"a counter of a time key", plainPSKC("totp", "", "", "<Counter><PlainValue>5</PlainValue></Counter>"), seedfile.Overrides{}, `Counter "5" ignored: time tokens have none`, ""},
		{"counter 0 of a time key", plainPSKC("totp", "", "", "<Counter><PlainValue>0</PlainValue></Counter>"), seedfile.Overrides{}, "", ""},
		{"times of an event key", plainPSKC("hotp", "", "", "<TimeInterval><PlainValue>60</PlainValue></TimeInterval><TimeDrift><PlainValue>0</PlainValue></TimeDrift>"), seedfile.Overrides{}, `TimeInterval "60" ignored: event tokens have none`, ""},
		{"neutral times of an event key", plainPSKC("hotp", "", "", "<Time><PlainValue>0</PlainValue></Time><TimeInterval><PlainValue>0</PlainValue></TimeInterval><TimeDrift><PlainValue>0.0</PlainValue></TimeDrift>"), seedfile.Overrides{}, "", ""},

		{"an attribute of the package", strings.Replace(plainPSKC("totp", "", "", ""), "<KeyPackage", `<KeyPackage digits="8"`, 1), seedfile.Overrides{}, `unknown attribute "digits" in KeyPackage ignored`, ""},
		{"an attribute of the container", strings.Replace(plainPSKC("totp", "", "", ""), "<KeyContainer", `<KeyContainer digits="8"`, 1), seedfile.Overrides{}, `unknown attribute "digits" in KeyContainer ignored`, ""},

		// SafeNet
		{"an attribute of the root", strings.Replace(plainSafeNet("", "", ""), "<Tokens", `<Tokens digits="8"`, 1), seedfile.Overrides{}, `unknown attribute "digits" in Tokens ignored`, ""},
		{"an element of a token", plainSafeNet("", "<Digits>8</Digits>", ""), seedfile.Overrides{}, `unknown element "Digits" in Token ignored`, ""},
		{"an attribute of a token", plainSafeNet(` type="T"`, "", ""), seedfile.Overrides{}, `unknown attribute "type" in Token ignored`, ""},
		{"an element of an application", plainSafeNet("", "", "<TimeStep>60</TimeStep>"), seedfile.Overrides{}, `unknown element "TimeStep" in Application ignored`, ""},
		{"elements that describe the casing", plainSafeNet("", "<CaseModel>5</CaseModel><Model>101</Model><ProductionDate>1</ProductionDate><ProductVersion>2</ProductVersion>", ""), seedfile.Overrides{}, "", ""},

		// SafeWord
		{"a field that is not known", "sccAuthenticatorId: A\nsccDigits: 8\nsccTokenData: sccKey=3132;\n", seedfile.Overrides{}, `unknown field "sccdigits" ignored`, ""},
		{"a tick of an event token", "sccAuthenticatorId: A\nsccTokenData: sccKey=3132;sccTick=60;\n", seedfile.Overrides{}, `sccTick "60" ignored: event tokens have no time step`, ""},
		{"the usual tick of an event token", "sccAuthenticatorId: A\nsccTokenData: sccKey=3132;sccTick=30;\n", seedfile.Overrides{}, "", ""},
		{"a counter of a time token", "sccAuthenticatorId: A\nsccTokenData: sccSeq=5;sccKey=3132;sccMode=T\n", seedfile.Overrides{}, `sccSeq "5" ignored: time tokens have no counter`, ""},
		{"counter 0000 of a time token", "sccAuthenticatorId: A\nsccTokenData: sccSeq=0000;sccKey=3132;sccMode=T\n", seedfile.Overrides{}, "", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			read := readAll(t, c.file, seedfile.Options{Overrides: c.overrides})
			if notices := strings.Join(read.notices, "; "); c.problem == "" && notices != c.notices {
				t.Errorf("got notices %q; want %q", notices, c.notices)
			}
			problems := strings.Join(read.texts(), "; ")
			if !strings.Contains(problems, c.problem) || (problems == "") != (c.problem == "") || (c.problem == "") != (len(read.tokens) == 1) {
				t.Errorf("got %d tokens and %q; want %q", len(read.tokens), problems, c.problem)
			}
		})
	}
}

// A warning that concerns several tokens is reported once per file, and all tokens are
// returned.
func TestNotesAreOncePerFile(t *testing.T) {
	read := readAll(t, "otpauth://totp/A?secret=GEZA&foo=1&counter=5\notpauth://totp/B?secret=GEZA&foo=2&counter=6\n", seedfile.Options{})
	want := []string{`unknown parameter "foo" ignored`, `parameter counter "5" ignored: time tokens have no counter`}
	if len(read.tokens) != 2 || len(read.problems) > 0 || !slices.Equal(read.notices, want) {
		t.Errorf("got %d tokens, problems %q, notices %q; want %q", len(read.tokens), read.texts(), read.notices, want)
	}
}
