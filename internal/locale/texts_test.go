package locale

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

const good = `
test.plain:
  en: read {file} at {time}
  ru: "{time}: прочитан {file}"
test.count:
  en: {one: "{n} file in {folder}", other: "{n} files in {folder}"}
  ru: {one: "{n} файл в {folder}", few: "{n} файла в {folder}", many: "{n} файлов в {folder}"}
test.failed:
  en: "it failed: {problem}"
  ru: "ошибка: {problem}"
`

func loaded(t *testing.T, text string) (english, russian *Texts) {
	t.Helper()
	all, err := load(fileWith(text))
	if err != nil {
		t.Fatal(err)
	}
	return all[English], all[Russian]
}

func fileWith(text string) fs.FS {
	return fstest.MapFS{"text/test.yaml": {Data: []byte(text)}}
}

func TestText(t *testing.T) {
	english, russian := loaded(t, good)
	values := []string{"file", "{time}", "time", "noon"} // a placeholder inside a value is kept
	if got := english.Text("test.plain", values...); got != "read {time} at noon" {
		t.Errorf("in English: %s", got)
	}
	if got := russian.Text("test.plain", values...); got != "noon: прочитан {time}" {
		t.Errorf("in Russian: %s", got)
	}
}

func TestCount(t *testing.T) {
	english, russian := loaded(t, good)
	for _, test := range []struct {
		n                uint64
		english, russian string
	}{
		{0, "files", "файлов"}, {1, "file", "файл"}, {2, "files", "файла"}, {4, "files", "файла"}, {5, "files", "файлов"},
		{11, "files", "файлов"}, {12, "files", "файлов"}, {14, "files", "файлов"}, {21, "files", "файл"},
		{22, "files", "файла"}, {100, "files", "файлов"}, {101, "files", "файл"}, {111, "files", "файлов"},
		{1 << 63, "files", "файлов"},
	} {
		for texts, want := range map[*Texts]string{english: test.english, russian: test.russian} {
			got := texts.Count("test.count", test.n, "folder", "f")
			if !strings.HasPrefix(got, fmt.Sprintf("%d %s ", test.n, want)) {
				t.Errorf("%d: %s, want %s", test.n, got, want)
			}
		}
	}
}

func TestDecimal(t *testing.T) {
	english, russian := loaded(t, good)
	if e, r := english.Decimal(26.25, 1), russian.Decimal(-1234.5, 2); e != "26.2" || r != "-1234,50" {
		t.Errorf("%s and %s", e, r)
	}
}

// An error is in English for logs and in the user's language for the window. It includes and wraps its cause.
func TestError(t *testing.T) {
	cause := errors.New("disk full")
	inner := NewError("window.clipboard_fails", cause)
	outer := NewError("window.cannot_copy", inner)
	if got, want := outer.Error(), "cannot copy: the clipboard program failed: disk full"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	want := "не удалось скопировать: ошибка программы для работы с буфером обмена: disk full"
	if got := New(Russian).Error(outer); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := New(Russian).Error(cause); got != "disk full" {
		t.Errorf("for an error without translations: %q", got)
	}
	if !errors.Is(outer, cause) {
		t.Error("errors.Is does not find the cause")
	}
}

func TestNewIsEnglishByDefault(t *testing.T) {
	if New("") != New(English) || New(English) == New(Russian) {
		t.Error("the zero language is not English")
	}
}

// The loader rejects invalid files and names the file and key.
func TestLoadRefuses(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"a missing language":    {"test.a: {en: a}", `test.a: ru: has the forms [], not [""]`},
		"another language":      {"test.a: {en: a, ru: а, de: a}", "field de not found"},
		"a key twice":           {"test.a: {en: a, ru: а}\ntest.a: {en: a, ru: а}", "already defined"},
		"a language twice":      {"test.a: {en: a, en: b, ru: а}", "already defined"},
		"a key of another file": {"other.a: {en: a, ru: а}", "other.a: must be like test.some_name"},
		"a key without a name":  {"test: {en: a, ru: а}", "test: must be like test.some_name"},
		"an odd key":            {"test.Ä: {en: a, ru: а}", "test.Ä: must be like test.some_name"},
		"a number":              {"test.a: {en: 1, ru: а}", "line 1: must be a text, or a text for each plural category"},
		"off without quotes":    {"test.a: {en: off, ru: а}", ""}, // off is not a boolean in YAML 1.2
		"nothing":               {"test.a: {en: , ru: а}", `test.a: en: has the forms [], not ["one" "other"]`},
		"an empty text":         {`test.a: {en: "", ru: а}`, "test.a: en: is empty"},
		"a list":                {"test.a: {en: [a], ru: а}", "line 1: must be a text"},
		"no plural in Russian":  {"test.a: {en: {one: '{n}', other: '{n}'}, ru: '{n}'}", `test.a: ru: has the forms [""], not ["one" "few" "many"]`},
		"a plural form missing": {"test.a: {en: {one: '{n}'}, ru: {one: '{n}', few: '{n}', many: '{n}'}}", `test.a: en: has the forms ["one"], not ["one" "other"]`},
		"other placeholders":    {"test.a: {en: 'a {b}', ru: 'а {c}'}", `test.a: ru: has the placeholders ["c"], not ["b"]`},
		"a plural without n":    {"test.a: {en: {one: a, other: a}, ru: {one: а, few: а, many: а}}", "has plural forms and no {n}"},
		"not YAML":              {"test.a: {", "did not find expected"},
		"an empty file":         {"", "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(fileWith(test.text))
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "text/test.yaml: ") {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if _, err := load(fstest.MapFS{}); err == nil {
		t.Error("load succeeds without text files, want an error")
	}
}

// Every Russian text contains Cyrillic letters and no English text does; no text has superfluous spaces.
func TestTextsAreInTheirLanguage(t *testing.T) {
	english, russian := New(English), New(Russian)
	for key := range english.forms {
		for _, text := range russian.forms[key] {
			if !strings.ContainsFunc(text, func(r rune) bool { return r >= 'А' && r <= 'я' || r == 'ё' || r == 'Ё' }) {
				t.Errorf("%s: %q is not Russian", key, text)
			}
		}
		for _, texts := range []*Texts{english, russian} {
			for _, text := range texts.forms[key] {
				if strings.TrimSpace(text) != text || strings.Contains(text, "  ") {
					t.Errorf("%s: %q has superfluous spaces", key, text)
				}
			}
		}
		for _, text := range english.forms[key] {
			if strings.ContainsFunc(text, func(r rune) bool { return r >= 'Ѐ' && r <= 'ӿ' }) {
				t.Errorf("%s: %q is not English", key, text)
			}
		}
	}
}
