package tms

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// PINHash is an argon2id hash of a PIN (RFC 9106), in the usual text form: $argon2id$v=19$….
// Formatting reveals nothing about it.
type PINHash string

// String returns a placeholder.
func (h PINHash) String() string {
	if h == "" {
		return "(no PIN)"
	}
	return "(a PIN)"
}

// Format implements [fmt.Formatter]. It masks the hash for every verb, because a short PIN can
// be found from its hash.
func (h PINHash) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, h.String()) }

// MarshalText implements [encoding.TextMarshaler]. It masks the hash.
func (h PINHash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// The parameters of argon2id: those that OWASP's Password Storage Cheat Sheet recommends.
const (
	pinMemory  = 19 * 1024 // KiB
	pinTime    = 2
	pinThreads = 1
	pinSalt    = 16 // bytes
	pinKey     = 32
)

// maxPIN is the longest PIN or password, in characters.
const maxPIN = 100

// HashPIN returns the hash of a PIN, with a salt from random. A PIN has 1 to 100 printable
// characters; the error does not contain it.
func HashPIN(pin string, random io.Reader) (PINHash, error) {
	if pin == "" || utf8.RuneCountInString(pin) > maxPIN || strings.ContainsFunc(pin, func(r rune) bool {
		return r == utf8.RuneError || !unicode.IsGraphic(r)
	}) {
		return "", newError(fmt.Sprintf("the PIN is empty or not printable: must have 1 to %d characters", maxPIN), "")
	}
	salt := make([]byte, pinSalt)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("cannot make a salt for the PIN: %w", err)
	}
	encode := base64.RawStdEncoding.EncodeToString
	return PINHash(fmt.Sprintf(pinFormat, argon2.Version, pinMemory, pinTime, pinThreads, encode(salt),
		encode(argon2.IDKey([]byte(pin), salt, pinTime, pinMemory, pinThreads, pinKey)))), nil
}

const pinFormat = "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"

// matches reports whether the hash is that of a PIN. It takes about 20 ms, with or without a
// hash, so that its time does not reveal whether a user exists.
func (h PINHash) matches(pin string) bool {
	fields := strings.Split(string(h), "$")
	var version, memory, passes, threads int
	if len(fields) == 6 {
		_, _ = fmt.Sscanf(fields[2]+" "+fields[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &threads)
	}
	if len(fields) != 6 || fields[1] != "argon2id" || version != argon2.Version || memory < 8 || memory > 1<<21 || passes < 1 || passes > 100 || threads < 1 || threads > 255 {
		argon2.IDKey([]byte(pin), make([]byte, pinSalt), pinTime, pinMemory, pinThreads, pinKey)
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(fields[4])
	key, err2 := base64.RawStdEncoding.DecodeString(fields[5])
	if err != nil || err2 != nil || len(key) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(pin), salt, uint32(passes), uint32(memory), uint8(threads), uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1
}

// CheckedPIN is a PIN that was compared with a hash. The comparison is slow, so a [Validator]
// makes it before it opens the record for writing.
type CheckedPIN struct {
	hash  PINHash
	pin   string
	right bool
}

// Format implements [fmt.Formatter]. It masks the PIN for every verb.
func (c CheckedPIN) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "(a checked PIN)") }

// CheckPIN compares a PIN with the hash of a user.
func CheckPIN(hash PINHash, pin string) CheckedPIN {
	return CheckedPIN{hash: hash, pin: pin, right: hash.matches(pin)}
}

// isRight reports whether a PIN is that of a user. It compares again if the user's PIN has been
// changed since it was checked.
func (c CheckedPIN) isRight(hash PINHash, pin string) bool {
	if c.hash != hash || c.pin != pin {
		c = CheckPIN(hash, pin)
	}
	return c.right && hash != ""
}

// challengeTime is how long the code may take after the PIN (assumed; privacyIDEA's default).
const challengeTime = 2 * time.Minute

// entered holds the PIN and the code that a user has entered.
type entered struct {
	pin, code string
	hasCode   bool
}

// takeApart returns the PIN and the code of a login. ok is false if they are not of the right
// form.
func (p *Policy) takeApart(login Login, digits int) (in entered, ok bool) {
	joined := p.PIN == PINPrefix || p.PIN == PINSuffix || p.PIN == PINCompound
	switch {
	case p.PIN == PINNone && login.PIN != "":
		return in, false
	case p.PIN == PINChallenge && login.ChallengeID == "" && login.Code == "":
		return entered{pin: login.PIN}, login.PIN != ""
	case p.PIN != PINChallenge && login.ChallengeID != "":
		return in, false
	case joined && login.PIN == "":
		in.pin, in.code, ok = cut(login.Code, digits, p.PIN == PINSuffix)
		if !ok {
			return in, false
		}
	default:
		in.pin, in.code = login.PIN, login.Code
	}
	in.code, in.hasCode = NormalizeCode(in.code, digits)
	return in, in.hasCode
}

// cut separates a PIN and a code that were entered in one field. Between the digits of the code,
// spaces and dashes are understood as in [NormalizeCode]; between PIN and code they belong to the
// PIN.
func cut(text string, digits int, codeFirst bool) (pin, code string, ok bool) {
	text = strings.Trim(text, "\r\n")
	length := 0
	for seen := 0; seen < digits; length++ {
		if length == len(text) {
			return "", "", false
		}
		next := text[length]
		if !codeFirst {
			next = text[len(text)-1-length]
		}
		if next >= '0' && next <= '9' {
			seen++
		} else if next != ' ' && next != '-' {
			return "", "", false
		}
	}
	if codeFirst {
		return text[length:], text[:length], true
	}
	return text[:len(text)-length], text[len(text)-length:], true
}
