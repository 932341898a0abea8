package seedfile

import (
	"bufio"
	"errors"
	"strings"
	"testing"
)

func TestRecognise(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		want Format
	}{
		"SafeNet":                  {"<Tokens>", SafeNet},
		"SafeNet, indented":        {" \t\r\n<Tokens\n>", SafeNet},
		"SafeNet, empty":           {"<Tokens/>", SafeNet},
		"SafeNet, declared":        {"<?xml version='1.0'?><Tokens>", SafeNet},
		"SafeNet, prefixed":        {"<a:Tokens xmlns:a='b'>", SafeNet},
		"SafeNet, after a comment": {"<?xml?>\n<!-- <KeyContainer> > - -><?a?> -->\n<?a <b> ?><Tokens>", SafeNet},
		"PSKC":                     {"<?xml version='1.0'?>\n<KeyContainer Version='1.0'>", PSKC},
		"PSKC, prefixed":           {"<pskc:KeyContainer\nVersion='1.0'>", PSKC},
		"PSKC, in two name spaces": {"<pskc:KeyContainer xmlns:Tokens='x'>", PSKC},
		"SafeWord, header":         {"# ===== SafeWord Authenticator Records $Version: 100$ =====", SafeWord},
		"SafeWord, another header": {"# SAFEWORD authenticator records", SafeWord},
		"SafeWord, dn":             {"\n# a comment, with a comma\ndn: sccAuthenticatorId=A,o=x", SafeWord},
		"SafeWord, LDIF":           {"version: 1\n\nDN:a", SafeWord},
		"SafeWord, no dn":          {"  sccAuthenticatorId: A", SafeWord},
		"CSV":                      {"A,0f", CSV},
		"CSV, commented":           {"# version: 2\n#\n\n A, 0f", CSV},
		"CSV of SafeWord names":    {"SafeWord Authenticator Records,0f", CSV},
		"otpauth":                  {"otpauth://hotp/A?secret=A&counter=1,2", OTPAuth},
		"a migration":              {"otpauth-migration://offline?data=AA", OTPAuth},
		"otpauth, upper case":      {"# x\n OTPAUTH://HOTP/A", OTPAuth},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := recognise(bufio.NewReaderSize(strings.NewReader(test.file), 2*peek)); got != test.want || err != nil {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
}

func TestNotRecognised(t *testing.T) {
	for name, test := range map[string]struct{ file, want string }{
		"nothing":                        {"", ": the file is empty"},
		"a byte order mark":              {"\ufeff", ": the file contains only white space"},
		"white space":                    {" \n\t\r\n", ": the file contains only white space"},
		"much white space":               {strings.Repeat(" ", 50_000), ": not recognised as a seed file: looks like white space only"},
		"one letter":                     {"a", ": not recognised as a seed file: looks like text without serials and secrets"},
		"a text":                         {"Dear administrator\nthe tokens are attached", ": not recognised as a seed file: looks like text without serials and secrets"},
		"users of a computer":            {"root:x:0:0:root:/root:/bin/bash\ngnats:x:41:41:Bugs (admin), all:/:/bin/sh\n", ": not recognised as a seed file: looks like a table separated by colons"},
		"columns without secrets":        {"name;town\nA;B\n", ": not recognised as a seed file: looks like a table of 2 columns, separated by semicolons, none of which has secrets"},
		"JSON":                           {`{"a": 1, "b": 2}`, ": not recognised as a seed file: looks like JSON from an unknown app"},
		"settings":                       {"[section]\nkey = 1, 2\n", ": not recognised as a seed file: looks like a settings file"},
		"PDF":                            {"%PDF-1.7\n", ": not a text file: looks like a PDF document"},
		"zeros":                          {"PK\x03\x04\x00\x00", ": not a text file: looks like a ZIP archive or a spreadsheet"},
		"PGP":                            {"-----BEGIN PGP MESSAGE-----", ": the whole file is encrypted"},
		"a certificate":                  {"-----BEGIN CERTIFICATE-----", ": a certificate or a key in PEM, not a seed file"},
		"a HEIC picture":                 {"\x00\x00\x00\x24ftypheic\x00\x00", ": not a text file: looks like a HEIC picture"},
		"a BMP picture":                  {"BM\x9e\x00\x00\x00", ": not a text file: looks like a BMP picture"},
		"age":                            {"age-encryption.org/v1\n-> X25519", ": the whole file is encrypted"},
		"a web page":                     {"<html>", ": a web page, not a seed file"},
		"a single secret":                {"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n", ": not recognised as a seed file: looks like a single secret"},
		"other separators":               {"A|GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n", ": not recognised as a seed file: looks like text with secrets in an unknown layout"},
		"a token in a column":            {"serial\tA1\nsecret\t3132333435363738\n", ": not recognised as a seed file: looks like a table, but the rows are named instead of the columns"},
		"another root":                   {"<body>", `: XML root element is "body": must be Tokens (SafeNet) or KeyContainer (PSKC)`},
		"a root in lower case":           {"<tokens>", `: XML root element is "tokens"`},
		"a longer root":                  {"<TokensX>", `: XML root element is "TokensX"`},
		"a root in a comment":            {"<!-- <Tokens> --><b/>", `: XML root element is "b"`},
		"a comment without end":          {"<!-- <Tokens>", ": XML that begins with neither Tokens (SafeNet) nor KeyContainer (PSKC)"},
		"a tag without a name":           {"<>", ": XML that begins with neither Tokens"},
		"a tag that begins with a space": {"< Tokens>", ": XML that begins with neither Tokens"},
		"only a declaration":             {"<?xml version='1.0'?>", ": XML that begins with neither Tokens"},
		"text after a declaration":       {"<?xml version='1.0'?> a", ": XML that begins with neither Tokens"},
		"an entity's definition":         {"<?xml version='1.0'?><!DOCTYPE Tokens [<!ENTITY a 'b'>]><Tokens/>", ": contains a document type definition: entities are never expanded"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewReader(strings.NewReader(test.file), "file", Options{})
			problem, isProblem := errors.AsType[*Error](err)
			if !isProblem || problem.Kind != Broken || !strings.HasPrefix(err.Error(), "file"+test.want) {
				t.Errorf("got %v; want an error for the whole file, file%s", err, test.want)
			}
		})
	}
	if _, err := NewReader(strings.NewReader("A,0f"), "file", Options{Format: "xlsx"}); err == nil || err.Error() != `file: unknown format "xlsx": must be safenet, safeword, pskc, csv, otpauth, yubikey or json` {
		t.Errorf("unknown format: %v", err)
	}
}
