package input_test

import (
	"testing"

	"etokenpass/internal/input"
)

func TestText(t *testing.T) {
	for name, row := range map[string]struct{ content, want string }{
		"ASCII":                          {"cafe\r\n", "cafe\r\n"},
		"UTF-8":                          {"Ключ", "Ключ"},
		"UTF-8 with a byte order mark":   {"\ufeffcafe", "cafe"},
		"UTF-16, little end first":       {"\xff\xfec\x00a\x00f\x00e\x00\r\x00\n\x00", "cafe\r\n"},
		"UTF-16, big end first":          {"\xfe\xff\x00c\x00a", "ca"},
		"UTF-16 without byte order mark": {"c\x00a\x00", "c\x00a\x00"},
		"bytes":                          {"\x00\x80\xff", "\x00\x80\xff"},
		"nothing":                        {"", ""},
	} {
		if got := input.Text([]byte(row.content)); string(got) != row.want {
			t.Errorf("%s: got %q, want %q", name, got, row.want)
		}
	}
}
