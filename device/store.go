package device

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"etokenpass/profiles"
)

// Store is the folder where the counters of tokens are remembered, one small
// file a token.
type Store struct{ Folder string }

// DefaultStore is $XDG_STATE_HOME/etokenpass, the platform's own place elsewhere.
func DefaultStore() Store { return Store{Folder: filepath.Join(xdg.StateHome, "etokenpass")} }

// Saved is the remembered counter of one token. It is a [Memory] that many
// processes can share.
type Saved struct {
	path        string
	serial      string
	fingerprint string
	first       uint64 // the counter of a token that was never used here
}

// Memory finds the place of a token's counter. Nothing is read or written yet.
func (s Store) Memory(p *profiles.Profile) *Saved {
	return &Saved{
		path:        filepath.Join(s.Folder, profiles.FileName(p.Serial)+".yaml"),
		serial:      p.Serial,
		fingerprint: fingerprint(p.Secret.Key()),
		first:       p.Counter,
	}
}

// fingerprint tells tokens apart without telling the secret.
func fingerprint(secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("etokenpass state fingerprint"))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Path is the file that holds the counter.
func (s *Saved) Path() string { return s.path }

// Counter reads the counter without waiting for anybody. A token that was never
// used here has its profile's, and saved is false.
func (s *Saved) Counter() (counter uint64, saved bool, err error) {
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s.first, false, nil
	}
	if err != nil {
		return 0, false, &StateError{Problem: fmt.Sprintf("the saved counter cannot be read: %v", err), Advice: elsewhere}
	}
	state, err := parseState(data)
	if err != nil {
		return 0, false, s.unusable(err)
	}
	if subtle.ConstantTimeCompare([]byte(state.fingerprint), []byte(s.fingerprint)) != 1 {
		return 0, false, &StateError{
			Problem: fmt.Sprintf("%s belongs to another token with the serial %s: its secret has another fingerprint", s.path, s.serial),
			Advice:  "keep the two apart with --state DIR, or give one another serial; etokenpass reset forgets the saved counter",
		}
	}
	return state.counter, true, nil
}

// Update is the durable update of [Memory]: lock, read again, temporary file,
// fsync, rename, fsync of the folder, unlock. Should only the last fsync fail,
// the error is returned although the new counter may be there: a code is then
// skipped, never repeated.
func (s *Saved) Update(f func(counter uint64) (uint64, error)) (counter uint64, err error) {
	err = s.locked(func() error {
		before, _, err := s.Counter()
		if err != nil {
			return err
		}
		if counter, err = f(before); err != nil || counter == before {
			return err
		}
		state := state{serial: s.serial, fingerprint: s.fingerprint, counter: counter}
		return replaceFile(s.path, state.encode())
	})
	if err != nil {
		return 0, err
	}
	return counter, nil
}

// Reset forgets the saved counter, whatever is in the file: the token is back at
// its profile's.
func (s *Saved) Reset() error {
	return s.locked(func() error {
		if err := os.Remove(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &StateError{Problem: fmt.Sprintf("the saved counter cannot be removed: %v", err)}
		}
		return syncFolder(filepath.Dir(s.path))
	})
}
