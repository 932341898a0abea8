package profiles

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// maxSlug is the maximum length of a slug in characters. It keeps file names far below the
// 255 bytes that file systems allow.
const maxSlug = 40

// FileName converts a serial, which may be any text, to a name that is safe as a file name
// and in a URL: an ASCII slug of at most 40 characters, a hyphen, and the first 16 hex
// digits of the serial's SHA-256. The slug is for people; the hash distinguishes serials
// with the same slug.
func FileName(serial string) string {
	hash := sha256.Sum256([]byte(serial))
	return slug(serial) + "-" + hex.EncodeToString(hash[:8])
}

// slug keeps ASCII letters (in lower case) and digits, and replaces everything between them
// with a single hyphen.
func slug(serial string) string {
	var b strings.Builder
	b.Grow(maxSlug)
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
