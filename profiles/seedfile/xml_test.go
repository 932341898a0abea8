package seedfile

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// Attacks on an XML parser fail early, with an error.
func TestHostileXML(t *testing.T) {
	const laughs = `<!DOCTYPE Tokens [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>`
	for name, test := range map[string]struct {
		in   io.Reader
		want string
	}{
		"entities of entities":     {strings.NewReader(laughs + "<Tokens><Token serial='&c;'/></Tokens>"), "contains a document type definition"},
		"an entity of a file":      {strings.NewReader(`<!DOCTYPE Tokens [<!ENTITY a SYSTEM "file:///etc/hosts">]><Tokens>&a;</Tokens>`), "contains a document type definition"},
		"a definition within":      {strings.NewReader(`<Tokens><!DOCTYPE Tokens [<!ENTITY a "b">]></Tokens>`), "contains a document type definition"},
		"an undefined entity":      {strings.NewReader("<Tokens><Token serial='A'><Seed>&a;</Seed></Token></Tokens>"), "an & that does not begin an XML entity"},
		"10,000 elements deep":     {strings.NewReader("<Tokens>" + strings.Repeat("<Token>", 10_000)), "elements nested more than 64 deep"},
		"endless elements deep":    {endless("<Tokens>", "<Token>"), "elements nested more than 64 deep"},
		"an endless text":          {endless("<Tokens><Token><Seed>", "0f"), "an element is larger than 1024 KiB"},
		"an endless comment":       {endless("<Tokens><!--", "0f"), "an element is larger than 1024 KiB"},
		"an endless comment first": {endless("<!--", "0f"), "an element is larger than 1024 KiB"},
		"an endless name":          {endless("<Tokens><", "Token"), "an element is larger than 1024 KiB"},
		"an endless attribute":     {endless("<Tokens><Token serial='", "A"), "an element is larger than 1024 KiB"},
		"endless attributes":       {endless("<Tokens><Token ", "a='b' "), "an element is larger than 1024 KiB"},
		"an endless root":          {endless("<Tokens ", "a='b' "), "an element is larger than 1024 KiB"},
		"endless white space":      {endless("<Tokens>", " \n"), "an element is larger than 1024 KiB"},
		"endless CDATA":            {endless("<Tokens><Token><Seed><![CDATA[", "0f"), "an element is larger than 1024 KiB"},
		"endless children":         {endless("<Tokens><Token>", "<Seed/>"), "an element is larger than 1024 KiB"},
		"an endless instruction":   {endless("<Tokens><?a ", "b"), "an element is larger than 1024 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			in := &counting{r: test.in}
			reader, err := NewReader(in, "file", Options{Format: SafeNet})
			if err == nil {
				_, err = reader.Next()
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v; want %s", err, test.want)
			}
			if in.n > 2*maxChild {
				t.Errorf("got the error only after %d bytes", in.n)
			}
		})
	}
}

// endless returns a file that never ends.
func endless(begin, pattern string) io.Reader {
	return io.MultiReader(strings.NewReader(begin), &repeating{pattern: []byte(pattern)})
}

type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

func isNotice(err error) bool {
	problem, is := errors.AsType[*Error](err)
	return is && problem.Kind == Notice
}

// A truncated file is an error for the whole file wherever it ends, so that the tokens before
// do not pass for all of them.
func TestTruncatedXML(t *testing.T) {
	const file = `<?xml version="1.0"?><!-- a --><a:Tokens xmlns:a="b">
<a:Token serial="A&amp;B"><Seed><![CDATA[0f]]></Seed><x/></a:Token><?c d?>
<a:Token serial='B'><Seed>0f</Seed></a:Token></a:Tokens>`
	for end := 1; end < len(file); end++ {
		reader, err := NewReader(strings.NewReader(file[:end]), "file", Options{Format: SafeNet})
		for err == nil || isNotice(err) {
			_, err = reader.Next()
		}
		problem, _ := err.(*Error) //nolint:errorlint // it is not wrapped
		if problem == nil || problem.Kind != Broken || !strings.Contains(problem.Problem, "truncated") && !strings.Contains(problem.Problem, "no element") {
			t.Errorf("%q: got %v; want an error about truncation", file[:end], err)
		}
	}
	if got, err := serials(strings.NewReader(file)); err != nil || fmt.Sprint(got) != "[A&B B]" {
		t.Errorf("the complete file: %q, %v", got, err)
	}
}

// A file of a million tokens needs the memory of one: little more is read than what was returned.
func TestXMLReadsOneChildAtATime(t *testing.T) {
	in := &counting{r: endless("<Tokens>", "<Token serial='A'><Seed>0f</Seed></Token>")}
	reader, err := NewReader(in, "file", Options{})
	for range 10_000 {
		if err == nil {
			_, err = reader.Next()
		}
	}
	if err != nil || in.n > 1<<20 {
		t.Errorf("10,000 tokens of 41 bytes: %v, after reading %d bytes", err, in.n)
	}
}

// No message shows part of a secret, however the file is damaged: every byte is replaced,
// doubled or removed.
func TestErrorsShowNoSecret(t *testing.T) {
	const secret = "D1E2F3A4B5C6978899AABBCCDDEEFF0102030405"
	for _, file := range []string{
		`<?xml version="1.0"?><Tokens><Token serial="A"><Seed>` + secret + `</Seed><MovingFactor>1</MovingFactor></Token></Tokens>`,
		"dn: sccAuthenticatorId=A\nsccAuthenticatorId: A\nsccTokenData: sccMode=E;sccKey=" + secret + ";sccPwLen=6;sccSeq=1;crypto=HmacSHA1;ProductName=B;\nsccSignature: a\n",
		"sccTokenType: B\nsccTokenData: sccPwLen=6;crypto=HmacSHA1;sccKey=" + secret + ";sccSeq=1;sccMode=E;\nsccAuthenticatorId: A\n",
	} {
		for at := range len(file) {
			for _, instead := range []string{"", file[at:at+1] + file[at:at+1], " ", "\n", "<", ">", "/", "&", "'", "\"", "=", ":", ";", ",", "#", "\x00", "\xff", "x"} {
				damaged := file[:at] + instead + file[at+1:]
				if shown := shownOf(damaged); showsPiece(shown, secret) {
					t.Fatalf("%q in place of byte %d of %q shows a piece of the secret: %s", instead, at, file, shown)
				}
			}
		}
	}
}

// shownOf returns everything that reading a file shows to a user.
func shownOf(file string) string {
	var shown strings.Builder
	reader, err := NewReader(strings.NewReader(file), "file", Options{})
	for range 100 {
		if err == nil {
			var token Token
			token, err = reader.Next()
			fmt.Fprintf(&shown, "%v %+v %q\n", token, token, token.Warnings)
		}
		if problem, isProblem := err.(*Error); isProblem { //nolint:errorlint // it is not wrapped
			fmt.Fprintln(&shown, problem, problem.Hint())
			if problem.Kind != Broken {
				err = nil
			}
		}
	}
	return shown.String()
}

func showsPiece(shown, secret string) bool {
	const piece = 8
	shown = strings.ToUpper(shown)
	for at := range len(secret) - piece {
		if strings.Contains(shown, secret[at:at+piece]) {
			return true
		}
	}
	return false
}
