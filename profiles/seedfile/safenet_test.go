package seedfile_test

import (
	"slices"
	"strings"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

const safeNetFile = `<?xml version="1.0" encoding="utf-8"?>
<Tokens>
<Token serial="00040008CFA5">
<CaseModel>5</CaseModel>
<Model>101</Model>
<ProductionDate>02/19/2009</ProductionDate>
<ProductName>eTPass 6.10</ProductName>
<Applications>
<Application ConnectorID="{ab1397d2-ddb6-4705-b66e-9f83f322deb9}">
<Seed>3132333435363738393031323334353637383930</Seed>
<MovingFactor>1</MovingFactor>
</Application>
</Applications>
</Token>
</Tokens>
`

const rfcSecret = "3132333435363738393031323334353637383930" // RFC 4226 appendix D

// safeNetToken returns a file with one token element, from its attributes on.
func safeNetToken(inside string) string { return "<Tokens>\n<Token " + inside + "</Token></Tokens>" }

func TestSafeNet(t *testing.T) {
	seed := "<Seed>" + rfcSecret + "</Seed>"
	twice := strings.Repeat("0f", 32)
	for name, test := range map[string]struct{ file, want string }{
		"as shipped":                  {safeNetFile, "00040008CFA5 event SHA1 6 " + rfcSecret + " 1 from 1"},
		"after 41 codes":              {strings.Replace(safeNetFile, "<MovingFactor>1<", "<MovingFactor>42<", 1), "00040008CFA5 event SHA1 6 " + rfcSecret + " 42 from 1"},
		"moving factor 0":             {safeNetToken(`serial="A">` + seed + `<MovingFactor>0</MovingFactor>`), "A event SHA1 6 " + rfcSecret + " 0 from 0"},
		"no moving factor":            {safeNetToken(`serial="A">` + seed), "A event SHA1 6 " + rfcSecret + " 0 from 0"},
		"the last moving factor":      {safeNetToken(`serial="A">` + seed + `<MovingFactor>18446744073709551615</MovingFactor>`), "A event SHA1 6 " + rfcSecret + " 18446744073709551615 from 1"},
		"zeros before the factor":     {safeNetToken(`serial="A">` + seed + `<MovingFactor>0010</MovingFactor>`), "A event SHA1 6 " + rfcSecret + " 10 from 1"},
		"SHA256 for 32 bytes":         {safeNetToken(`serial="A"><Seed>` + twice + `</Seed>`), "A event SHA256 6 " + twice + " 0 from 0"},
		"SHA1 for 64 bytes":           {safeNetToken(`serial="A"><Seed>` + twice + twice + `</Seed>`), "A event SHA1 6 " + twice + twice + " 0 from 0"},
		"white space around the seed": {safeNetToken("serial='A'><Seed>\n\t " + rfcSecret + "\r\n</Seed>"), "A event SHA1 6 " + rfcSecret + " 0 from 0"},
		"a name space":                {`<a:Tokens xmlns:a="urn:x" xmlns:serial="urn:y"><a:Token serial="A"><a:Seed>0f</a:Seed></a:Token></a:Tokens>`, "A event SHA1 6 0f 0 from 0"},
		"a serial with entities":      {safeNetToken(`serial="&lt;&amp;&quot;&#x416;"><Seed>0f</Seed>`), `<&"Ж event SHA1 6 0f 0 from 0`},
		"CDATA":                       {safeNetToken(`serial="A"><Seed><![CDATA[0f]]></Seed>`), "A event SHA1 6 0f 0 from 0"},
		"comments":                    {"<!-- <KeyContainer> --><Tokens><!-- one --><Token serial='A'><Seed>0<!-- two -->f</Seed></Token></Tokens><!-- three -->", "A event SHA1 6 0f 0 from 0"},
	} {
		t.Run(name, func(t *testing.T) {
			got := readAll(t, test.file, seedfile.Options{})
			if !slices.Equal(got.lines(), []string{test.want}) || got.format != seedfile.SafeNet || len(got.problems) > 0 {
				t.Errorf("%s: got %q and %q; want %q", got.format, got.lines(), got.texts(), test.want)
			}
		})
	}
}

func TestSafeNetLine(t *testing.T) {
	got := readAll(t, strings.Replace(safeNetFile, `<Token serial`, "\n<Token\n  serial", 1), seedfile.Options{})
	if len(got.tokens) != 1 || got.tokens[0].Line != 4 || got.tokens[0].Model != "eTPass 6.10" {
		t.Errorf("got %+v, %q", got.tokens, got.texts())
	}
}

func TestSafeNetBadTokens(t *testing.T) {
	for name, test := range map[string]struct{ inside, want string }{
		"no serial":              {`info="x"><Seed>0f</Seed>`, `:2: no serial`},
		"an empty serial":        {`serial=" "><Seed>0f</Seed>`, `:2: no serial`},
		"Serial":                 {`Serial="A"><Seed>0f</Seed>`, `:2: no serial (found "Serial", but XML names are case-sensitive)`},
		"a serial of controls":   {`serial="a&#9;b"><Seed>0f</Seed>`, `:2: token "a\tb": serial "a\tb": must be 1 to 1000 printable characters`},
		"no seed":                {`serial="A">`, `:2: token A: no Seed`},
		"an empty seed":          {`serial="A"><Seed> </Seed>`, `:2: token A: no Seed`},
		"seed in lower case":     {`serial="A"><seed>0f</seed>`, `:2: token A: no Seed (found "seed", but XML names are case-sensitive)`},
		"two seeds":              {`serial="A"><Seed>0f</Seed><Seed>0f</Seed>`, `:2: token A: 2 Seed elements: must have one`},
		"odd":                    {`serial="A"><Seed>123</Seed>`, `:2: token A: Seed: an odd number of hex digits (3): each byte has two`},
		"not hex":                {`serial="A"><Seed>12 34</Seed>`, `:2: token A: Seed: character 3 is not a hex digit: must be 0-9, a-f, without blanks`},
		"a long seed":            {`serial="A"><Seed>` + strings.Repeat("0f", 201) + `</Seed>`, `:2: token A: Seed: the secret has 201 bytes: must have 1 to 200`},
		"two moving factors":     {`serial="A"><Seed>0f</Seed><MovingFactor>1</MovingFactor><MovingFactor>1</MovingFactor>`, `:2: token A: 2 MovingFactor elements: must have one`},
		"no moving factor in it": {`serial="A"><Seed>0f</Seed><MovingFactor/>`, `:2: token A: MovingFactor is "": must be a whole number from 0 to 2^64-1`},
		"a negative one":         {`serial="A"><Seed>0f</Seed><MovingFactor>-1</MovingFactor>`, `:2: token A: MovingFactor is "-1": must be a whole number from 0 to 2^64-1`},
		"one too large":          {`serial="A"><Seed>0f</Seed><MovingFactor>18446744073709551616</MovingFactor>`, `:2: token A: MovingFactor is "18446744073709551616": must be a whole number from 0 to 2^64-1`},
	} {
		t.Run(name, func(t *testing.T) {
			good := `<Token serial="GOOD"><Seed>0f</Seed></Token>`
			file := strings.Replace(safeNetToken(test.inside), "</Tokens>", good+"</Tokens>", 1)
			got := readAll(t, file, seedfile.Options{})
			got.wantOneProblem(t, test.want)
			if len(got.tokens) != 1 || got.tokens[0].Serial != "GOOD" {
				t.Errorf("the next token is %q", got.lines())
			}
		})
	}
}

func TestSafeNetBadFiles(t *testing.T) {
	for name, test := range map[string]struct{ file, want string }{
		"no token":                  {"<Tokens></Tokens>", ": no tokens found: the file was read as SafeNet XML"},
		"another element":           {"<Tokens>\n<token serial='A'/></Tokens>", `:2: unexpected "token" in Tokens: must be Token`},
		"text in Tokens":            {"<Tokens>\nToken serial='A'><Token/></Tokens>", ":1: text between the elements of Tokens: is the file damaged?"},
		"text after the root":       {"<Tokens/>\nabc", ":1: content after the end of Tokens"},
		"an element after the root": {"<Tokens/>\n<Tokens/>", ":2: content after the end of Tokens"},
		"two files in one":          {safeNetFile + safeNetFile, ":16: not well-formed XML: a second <?xml …?>"},
		"a duplicate serial":        {"<Tokens><Token serial='A' serial='B'><Seed>0f</Seed></Token></Tokens>", ":1: not well-formed XML: duplicate attribute serial in an element"},
	} {
		t.Run(name, func(t *testing.T) {
			readAll(t, test.file, seedfile.Options{}).wantBroken(t, test.want)
		})
	}
	readAll(t, "<KeyContainer/>", seedfile.Options{Format: seedfile.SafeNet}).wantBroken(t, `XML root element is "KeyContainer": must be Tokens`)
}

func TestSafeNetWriter(t *testing.T) {
	got := written(t, seedfile.SafeNet,
		seedfile.Token{Serial: `<"A"&'Б'>`, Secret: secretOf([]byte("12345678901234567890")), MovingFactor: 1, Traits: &seedfile.Traits{Model: "a & b", Type: profiles.Event, Digits: 6, Algorithm: profiles.SHA1}},
		seedfile.Token{Serial: "B", Secret: secretOf([]byte{0xfe}), MovingFactor: 0, Traits: &seedfile.Traits{Model: " b", Type: profiles.Event, Digits: 6, Algorithm: profiles.SHA1}})
	want := `<?xml version="1.0" encoding="utf-8"?>
<Tokens>
  <Token serial="&lt;&#34;A&#34;&amp;&#39;Б&#39;&gt;">
    <ProductName>a &amp; b</ProductName>
    <Applications>
      <Application ConnectorID="{a61c4073-2fc8-4170-99d1-9f5b70a2cec6}">
        <Seed>3132333435363738393031323334353637383930</Seed>
        <MovingFactor>1</MovingFactor>
      </Application>
    </Applications>
  </Token>
  <Token serial="B">
    <Applications>
      <Application ConnectorID="{a61c4073-2fc8-4170-99d1-9f5b70a2cec6}">
        <Seed>FE</Seed>
        <MovingFactor>0</MovingFactor>
      </Application>
    </Applications>
  </Token>
</Tokens>
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Every error must name the file, reading must end, and the tokens must survive a round trip.
func FuzzSafeNet(f *testing.F) {
	f.Add(safeNetFile)
	f.Add(safeNetToken(`serial="A"><Seed>0f</Seed><MovingFactor>7</MovingFactor>`))
	f.Add("<a:Tokens xmlns:a='b'><a:Token a:serial='&#65;'><Seed><![CDATA[0f]]></Seed></a:Token><!-- --></a:Tokens>")
	f.Fuzz(func(t *testing.T, file string) {
		readAll(t, file, seedfile.Options{Format: seedfile.SafeNet}).checkRoundTrip(t)
	})
}
