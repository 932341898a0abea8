package token

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/device/scenario"
)

// began is when the scenarios of these tests began, in a zone that is not UTC.
var began = time.Date(2026, 1, 15, 9, 30, 0, 999, time.FixedZone("", 3600))

func TestJUnit(t *testing.T) {
	var report bytes.Buffer
	err := writeJUnit(&report, []outcome{
		{"tests/good.scenario", began, 1500 * time.Microsecond, nil},
		{"tests/bad.scenario", began, time.Second, &scenario.Unmet{File: "tests/bad.scenario", Line: 2, Want: "000000", Got: "755224"}},
		{"-", began, 0, errors.Join(
			&scenario.Error{File: "standard input", Line: 1, Problem: `a < b & "c"`},
			&scenario.Error{File: "standard input", Line: 3, Problem: "]]>"})},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="etokenpass play" tests="3" failures="1" errors="1" time="1.001500">
  <testsuite name="tests/good.scenario" file="tests/good.scenario" tests="1" failures="0" errors="0" time="0.001500" timestamp="2026-01-15T08:30:00" hostname="localhost">
    <testcase name="good" classname="tests/good.scenario" time="0.001500"></testcase>
  </testsuite>
  <testsuite name="tests/bad.scenario" file="tests/bad.scenario" tests="1" failures="1" errors="0" time="1.000000" timestamp="2026-01-15T08:30:00" hostname="localhost">
    <testcase name="bad" classname="tests/bad.scenario" time="1.000000">
      <failure message="tests/bad.scenario:2: expected 000000, but the LCD shows 755224" type="expectation">tests/bad.scenario:2: expected 000000, but the LCD shows 755224</failure>
    </testcase>
  </testsuite>
  <testsuite name="standard input" file="standard input" tests="1" failures="0" errors="1" time="0.000000" timestamp="2026-01-15T08:30:00" hostname="localhost">
    <testcase name="standard input" classname="standard input" time="0.000000">
      <error message="standard input:1: a &lt; b &amp; &#34;c&#34;" type="error">standard input:1: a &lt; b &amp; &#34;c&#34;&#xA;standard input:3: ]]&gt;</error>
    </testcase>
  </testsuite>
</testsuites>
`
	if got := report.String(); got != want {
		t.Errorf("got %s", got)
	}
}

// Whatever a file is called and an error says, the report is XML, and no secret is in it.
func TestJUnitIsXML(t *testing.T) {
	const secret = "cafebabecafebabecafebabecafebabe"
	var report bytes.Buffer
	for _, text := range []string{"\x00\x01\x1b[31m", "\ufffe\uffff", "\xff\xfe", "a\r\nb\tc", `"'<&>`, "ключ €😀", secret} {
		err := writeJUnit(&report, []outcome{
			{text, began, 0, errors.New(text)},
			{text, began, 0, &scenario.Unmet{File: text, Line: 1, Want: text, Got: text}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(report.String(), secret) {
			t.Errorf("the secret is in the report:\n%s", &report)
		}
		var elements []string
		for decoder := xml.NewDecoder(&report); ; { // strict: it refuses characters that XML forbids
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			if element, ok := token.(xml.StartElement); ok {
				elements = append(elements, element.Name.Local)
			}
		}
		want := []string{"testsuites", "testsuite", "testcase", "error", "testsuite", "testcase", "failure"}
		if !slices.Equal(elements, want) {
			t.Errorf("%q: got the elements %v", text, elements)
		}
	}
}
