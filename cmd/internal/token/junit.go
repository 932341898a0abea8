package token

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/errs"
)

// junitSuites is a report in the XML format of JUnit, which GitLab, Jenkins and the test
// reporters of GitHub Actions read. It has a test suite for each file, whose only test case is
// the scenario. An expectation that is not met is a failure, any other problem an error.
//
// JUnit itself defines no schema. The strictest one in use is junit-10.xsd of Jenkins' xUnit
// plugin: it allows file for a suite only. The attributes include those that the schema for
// Apache Ant requires of a suite and a case.
type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	junitTotals
	Suites []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name string `xml:"name,attr"`
	File string `xml:"file,attr"`
	junitTotals
	Timestamp string    `xml:"timestamp,attr"`
	Hostname  string    `xml:"hostname,attr"`
	Case      junitCase `xml:"testcase"`
}

type junitTotals struct {
	Tests    int     `xml:"tests,attr"`
	Failures int     `xml:"failures,attr"`
	Errors   int     `xml:"errors,attr"`
	Time     seconds `xml:"time,attr"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	Classname string        `xml:"classname,attr"`
	Time      seconds       `xml:"time,attr"`
	Failure   *junitProblem `xml:"failure"`
	Error     *junitProblem `xml:"error"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// seconds is a duration that is written as decimal seconds.
type seconds time.Duration

// MarshalText implements [encoding.TextMarshaler].
func (s seconds) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%.6f", time.Duration(s).Seconds()), nil
}

// writeJUnit writes the report of scenarios.
func writeJUnit(w io.Writer, outcomes []outcome) error {
	report := junitSuites{Name: "etokenpass play", junitTotals: totals(outcomes...)}
	for _, each := range outcomes {
		report.Suites = append(report.Suites, suiteOf(each))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w) // it escapes text, and replaces characters that XML forbids
	encoder.Indent("", "  ")
	if err := encoder.Encode(report); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// totals counts how scenarios ended.
func totals(outcomes ...outcome) junitTotals {
	t := junitTotals{Tests: len(outcomes)}
	for _, each := range outcomes {
		t.Time += seconds(each.took)
		switch {
		case each.unmet():
			t.Failures++
		case each.err != nil:
			t.Errors++
		}
	}
	return t
}

// suiteOf returns the test suite of a scenario. Whatever comes from a file or an argument is
// shown as in messages, in which text that could be a secret is masked.
func suiteOf(o outcome) junitSuite {
	file := cli.Shown(filepath.ToSlash(cli.InputName(o.file)))
	test := junitCase{
		Name:      strings.TrimSuffix(path.Base(file), scenarioSuffix),
		Classname: file,
		Time:      seconds(o.took),
	}
	switch {
	case o.unmet():
		test.Failure = junitProblemOf(o.err, "expectation")
	case o.err != nil:
		test.Error = junitProblemOf(o.err, "error")
	}
	return junitSuite{
		Name:        file,
		File:        file,
		Timestamp:   o.began.UTC().Format("2006-01-02T15:04:05"), // Ant's schema allows no time zone
		Hostname:    "localhost",                                 // what Ant's schema suggests for an unknown host
		junitTotals: totals(o),
		Case:        test,
	}
}

// junitProblemOf returns the first problem as the message, and all of them as the text.
func junitProblemOf(err error, kind string) *junitProblem {
	var lines []string
	for _, problem := range errs.Split(err) {
		lines = append(lines, cli.Shown(problem.Error()))
	}
	return &junitProblem{Message: lines[0], Type: kind, Text: strings.Join(lines, "\n")}
}
