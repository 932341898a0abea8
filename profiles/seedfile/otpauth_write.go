package seedfile

import (
	"bufio"
	"encoding/base32"
	"net/url"
	"strconv"
	"strings"
	"time"

	"etokenpass/profiles"
)

type otpauthWriter struct{ out *bufio.Writer }

func (w *otpauthWriter) write(t Token) error {
	_, err := w.out.WriteString(otpauthURI(t) + "\n")
	return err
}

func (w *otpauthWriter) finish() error { return nil }

// otpauthURI says everything, since apps take different values for what is missing,
// and nothing else, since some refuse what they do not know (observed: pyotp 2.6).
func otpauthURI(t Token) string {
	label, issuer := splitLabel(t.Serial)
	var uri strings.Builder
	write := func(texts ...string) {
		for _, text := range texts {
			uri.WriteString(text)
		}
	}
	kind, last := "hotp/", "&counter="+strconv.FormatUint(t.MovingFactor, 10)
	if t.Type == profiles.Time {
		kind, last = "totp/", "&period="+strconv.FormatInt(int64(t.Step/time.Second), 10)
	}
	write(otpauthScheme, kind, escapeURI(label))
	write("?secret=", base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(t.Secret.Key()))
	write("&algorithm=", string(t.Algorithm), "&digits=", strconv.Itoa(t.Digits), last)
	if issuer != "" {
		write("&issuer=", escapeURI(issuer))
	}
	return uri.String()
}

// splitLabel gives the label of a serial, and the issuer where there has to be one.
// Readers drop blanks behind the first colon. A serial that has some is split at its
// last colon: then the issuer says where the account begins, or the label is the
// account alone.
func splitLabel(serial string) (label, issuer string) {
	prefix, rest, _ := strings.Cut(serial, ":")
	if prefix == "" || !strings.HasPrefix(rest, " ") {
		return serial, ""
	}
	last := strings.LastIndexByte(serial, ':')
	issuer, account := serial[:last], serial[last+1:]
	if strings.HasPrefix(account, " ") {
		return account, issuer
	}
	return serial, issuer
}

// asIs gives back what is good as it is in a label: readers take +, unlike a
// path's, for a blank or not; and some take %3A for a part of the name.
var asIs = strings.NewReplacer("+", "%20", "%3A", ":", "%40", "@")

// escapeURI escapes more than a URI has to, so that no app stumbles.
func escapeURI(text string) string { return asIs.Replace(url.QueryEscape(text)) }
