package seedfile_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// plainPSKC is a file with one key: of a type, with what stands among its attributes, its
// parameters and its data.
func plainPSKC(kind, attrs, parameters, data string) string {
	return `<KeyContainer Version="1.0"><KeyPackage><DeviceInfo><SerialNo>A</SerialNo></DeviceInfo><Key Id="A" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:` + kind + `"` + attrs +
		`><AlgorithmParameters>` + parameters + `</AlgorithmParameters><Data><Secret><PlainValue>` + base64.StdEncoding.EncodeToString([]byte("12")) + `</PlainValue></Secret>` + data + `</Data></Key></KeyPackage></KeyContainer>`
}

func plainSafeNet(attrs, inToken, inApplication string) string {
	return `<Tokens><Token serial="A"` + attrs + `>` + inToken + `<Applications><Application ConnectorID="{1}"><Seed>3132</Seed><MovingFactor>1</MovingFactor>` + inApplication + `</Application></Applications></Token></Tokens>`
}

// What a file says and the token does not have is never left out without a word: each is
// named once, or the token is refused.
func TestEveryFactIsUsedOrNamed(t *testing.T) {
	asEvent := seedfile.Overrides{Type: profiles.Event}
	for _, c := range []struct {
		what, file string
		overrides  seedfile.Overrides
		notices    string // in order, between semicolons
		problem    string // a part of it; "" wants one token
	}{
		// OATH CSV
		{"a start counter in the third column", "A,3132,3\n", asEvent, "", `the third column is "3", which is no type`},
		{"a step in the third column", "A,3132,60\n", seedfile.Overrides{Type: profiles.Time}, "", `the third column is "60", which is no type`},
		{"a word for a type", "A,3132,fob\n", asEvent, `the type "fob" is left out: --type says another`, ""},
		{"no type", "A,3132\n", seedfile.Overrides{}, "no type is given, so that hotp is taken: import --type says another", ""},
		{"no type, and it is known", "A,3132\n", asEvent, "", ""},
		{"a seventh column", "A,3132,hotp,6,0,sha1,60\n", seedfile.Overrides{}, "", "has 7 columns"},
		{"no word for a hash", "A,3132,hotp,6,0,60\n", seedfile.Overrides{}, "", `the hash "60"`},
		{"a serial that looks like a secret", "9f8e7d6c5b4a39281706f5e4d3c2b1a098877665,31323334353637383930,hotp\n", seedfile.Overrides{}, "a serial looks like a secret: is it in the right place?", ""},
		{"a header", "SN,SEED\n", seedfile.Overrides{}, "", "its secret: character 1 is not a hex digit"},
		{"a counter of the file's type", "A,3132,hotp,6,7\n", seedfile.Overrides{Type: profiles.Time}, `the fifth column "7" is left out: it is for type event`, ""},

		// otpauth
		{"an ampersand as in HTML", "otpauth://totp/A?secret=GEZA&amp;digits=8&amp;period=60\n", seedfile.Overrides{}, "parameters are set apart by &amp;, as in HTML: read as &", ""},
		{"a parameter that is not known", "otpauth://totp/A?secret=GEZA&foo=1&Foo=2\n", seedfile.Overrides{}, `the parameter "foo" is not known: left out`, ""},
		{"parameters of apps", "otpauth://totp/A?secret=GEZA&image=x&color=y&lock=false&icon=z&group=g&\n", seedfile.Overrides{}, "", ""},
		{"another name of a parameter", "otpauth://totp/A?secret=GEZA&interval=60\n", seedfile.Overrides{}, "", `has the parameter "interval", which is not known: is it period?`},
		{"a parameter without a name", "otpauth://totp/A?secret=GEZA&=8\n", seedfile.Overrides{}, "", "has a parameter without a name"},
		{"a parameter without a value", "otpauth://totp/A?secret=GEZA&digits\n", seedfile.Overrides{}, "", "its parameter digits has no value"},
		{"an empty parameter", "otpauth://totp/A?secret=GEZA&digits=&issuer=\n", seedfile.Overrides{}, "the parameter digits is empty: left out", ""},
		{"semicolons", "otpauth://totp/A?secret=GEZA&issuer=A;digits=8\n", seedfile.Overrides{}, "", "its parameter issuer has the parameter digits in it"},
		{"no question mark", "otpauth://totp/A&digits=8?secret=GEZA\n", seedfile.Overrides{}, "", "its label has the parameter digits in it"},
		{"an escaped name", "otpauth://totp/A?secret=GEZA&%64igits=9\n", seedfile.Overrides{}, "", "its codes have 9 digits"},
		{"a period of an event token", "otpauth://hotp/A?secret=GEZA&counter=0&period=60\n", seedfile.Overrides{}, `the parameter period "60" is left out: event tokens have no time step`, ""},
		{"the usual period of an event token", "otpauth://hotp/A?secret=GEZA&counter=0&period=30\n", seedfile.Overrides{}, "", ""},
		{"a counter of a time token", "otpauth://totp/A?secret=GEZA&counter=5\n", seedfile.Overrides{}, `the parameter counter "5" is left out: time tokens have no counter`, ""},
		{"counter 0 of a time token", "otpauth://totp/A?secret=GEZA&counter=0\n", seedfile.Overrides{}, "", ""},

		// PSKC
		{"an attribute of Suite", plainPSKC("totp", "", `<Suite hash="sha256"/>`, ""), seedfile.Overrides{}, `Suite has the attribute "hash", which is not known: left out`, ""},
		{"two hashes", plainPSKC("totp", "", `<Suite hashalgo="sha256">sha1</Suite>`, ""), seedfile.Overrides{}, "", "must be the same"},
		{"a Suite with elements", plainPSKC("totp", "", `<Suite><Hash>sha256</Hash></Suite>`, ""), seedfile.Overrides{}, "", "its Suite has elements in it"},
		{"small letters", plainPSKC("totp", "", `<ResponseFormat length="8"/>`, ""), seedfile.Overrides{}, "", `its ResponseFormat has the attribute "length": must be Length`},
		{"small letters of an element", plainPSKC("totp", "", "", `<timeinterval>60</timeinterval>`), seedfile.Overrides{}, "", `its Data has the element "timeinterval": must be TimeInterval`},
		{"an attribute of Key", plainPSKC("totp", ` Offset="9"`, "", ""), seedfile.Overrides{}, `Key has the attribute "Offset", which is not known: left out`, ""},
		{"an element of Data", plainPSKC("totp", "", "", "<Epoch>9</Epoch>"), seedfile.Overrides{}, `Data has the element "Epoch", which is not known: left out`, ""},
		{"an element of the parameters", plainPSKC("totp", "", "<ChallengeFormat/>", ""), seedfile.Overrides{}, `AlgorithmParameters has the element "ChallengeFormat", which is not known: left out`, ""},
		{"an attribute of a value", plainPSKC("hotp", "", "", `<Counter><PlainValue base="16">10</PlainValue></Counter>`), seedfile.Overrides{}, `PlainValue has the attribute "base", which is not known: left out`, ""},
		{"an attribute that any element may have", plainPSKC("totp", ` xml:lang="en"`, "", ""), seedfile.Overrides{}, "", ""},
		{"a counter of a time key", plainPSKC("totp", "", "", "<Counter><PlainValue>5</PlainValue></Counter>"), seedfile.Overrides{}, `the Counter "5" is left out: time tokens have none`, ""},
		{"counter 0 of a time key", plainPSKC("totp", "", "", "<Counter><PlainValue>0</PlainValue></Counter>"), seedfile.Overrides{}, "", ""},
		{"times of an event key", plainPSKC("hotp", "", "", "<TimeInterval><PlainValue>60</PlainValue></TimeInterval><TimeDrift><PlainValue>0</PlainValue></TimeDrift>"), seedfile.Overrides{}, `the TimeInterval "60" is left out: event tokens have none`, ""},

		{"an attribute of the package", strings.Replace(plainPSKC("totp", "", "", ""), "<KeyPackage", `<KeyPackage digits="8"`, 1), seedfile.Overrides{}, `KeyPackage has the attribute "digits", which is not known: left out`, ""},
		{"an attribute of the container", strings.Replace(plainPSKC("totp", "", "", ""), "<KeyContainer", `<KeyContainer digits="8"`, 1), seedfile.Overrides{}, `KeyContainer has the attribute "digits", which is not known: left out`, ""},

		// SafeNet
		{"an attribute of the root", strings.Replace(plainSafeNet("", "", ""), "<Tokens", `<Tokens digits="8"`, 1), seedfile.Overrides{}, `Tokens has the attribute "digits", which is not known: left out`, ""},
		{"an element of a token", plainSafeNet("", "<Digits>8</Digits>", ""), seedfile.Overrides{}, `Token has the element "Digits", which is not known: left out`, ""},
		{"an attribute of a token", plainSafeNet(` type="T"`, "", ""), seedfile.Overrides{}, `Token has the attribute "type", which is not known: left out`, ""},
		{"an element of an application", plainSafeNet("", "", "<TimeStep>60</TimeStep>"), seedfile.Overrides{}, `Application has the element "TimeStep", which is not known: left out`, ""},
		{"what tells of the plastic", plainSafeNet("", "<CaseModel>5</CaseModel><Model>101</Model><ProductionDate>1</ProductionDate><ProductVersion>2</ProductVersion>", ""), seedfile.Overrides{}, "", ""},

		// SafeWord
		{"a field that is not known", "sccAuthenticatorId: A\nsccDigits: 8\nsccTokenData: sccKey=3132;\n", seedfile.Overrides{}, `the field "sccdigits" is not known: left out`, ""},
		{"a tick of an event token", "sccAuthenticatorId: A\nsccTokenData: sccKey=3132;sccTick=60;\n", seedfile.Overrides{}, `the sccTick "60" is left out: event tokens have no time step`, ""},
		{"the usual tick of an event token", "sccAuthenticatorId: A\nsccTokenData: sccKey=3132;sccTick=30;\n", seedfile.Overrides{}, "", ""},
		{"a counter of a time token", "sccAuthenticatorId: A\nsccTokenData: sccSeq=5;sccKey=3132;sccMode=T\n", seedfile.Overrides{}, `the sccSeq "5" is left out: time tokens have no counter`, ""},
		{"counter 0000 of a time token", "sccAuthenticatorId: A\nsccTokenData: sccSeq=0000;sccKey=3132;sccMode=T\n", seedfile.Overrides{}, "", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			read := readWhole(t, c.file, seedfile.Options{Overrides: c.overrides})
			if notices := strings.Join(read.notices, "; "); c.problem == "" && notices != c.notices {
				t.Errorf("the notices are %q; must be %q", notices, c.notices)
			}
			problems := strings.Join(read.texts(), "; ")
			if !strings.Contains(problems, c.problem) || (problems == "") != (c.problem == "") || (c.problem == "") != (len(read.tokens) == 1) {
				t.Errorf("gives %d tokens and %q; must be %q", len(read.tokens), problems, c.problem)
			}
		})
	}
}

// What is noted of each token of a file is said once, and each token still comes.
func TestNotesAreOncePerFile(t *testing.T) {
	read := readWhole(t, "otpauth://totp/A?secret=GEZA&foo=1&counter=5\notpauth://totp/B?secret=GEZA&foo=2&counter=6\n", seedfile.Options{})
	want := []string{`the parameter "foo" is not known: left out`, `the parameter counter "5" is left out: time tokens have no counter`}
	if len(read.tokens) != 2 || len(read.problems) > 0 || !slices.Equal(read.notices, want) {
		t.Errorf("gives %d tokens, %q, the notices %q; must note %q", len(read.tokens), read.texts(), read.notices, want)
	}
}
