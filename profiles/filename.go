package profiles

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// maxSlug keeps file names far below the 255 bytes that file systems allow.
const maxSlug = 40

// FileName turns a serial, which may be any text, into a name that is safe as a
// file name and in a URL: `<ascii slug>-<16 hex of its SHA-256>`. The slug is
// for people; the hash keeps apart serials whose slugs are the same.
func FileName(serial string) string {
	hash := sha256.Sum256([]byte(serial))
	return slug(serial) + "-" + hex.EncodeToString(hash[:8])
}

// slug keeps ASCII letters (in lower case) and digits, and puts one hyphen for
// anything between them.
func slug(serial string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(serial) {
		switch {
		case b.Len() >= maxSlug:
			return strings.TrimRight(b.String(), "-")
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if b.Len() == 0 {
		return "token"
	}
	return strings.TrimRight(b.String(), "-")
}
