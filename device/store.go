package device

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
// Where nobody says what the home folder is, there is none: a counter in the
// folder where a command happens to run would be another one tomorrow.
func DefaultStore() (Store, error) {
	home, err := os.UserHomeDir()
	if err == nil && filepath.IsAbs(home) || filepath.IsAbs(os.Getenv("XDG_STATE_HOME")) {
		return Store{Folder: filepath.Join(xdg.StateHome, "etokenpass")}, nil
	}
	return Store{}, &StateError{Problem: "there is no home folder for saved counters: HOME is not set to an absolute path", Advice: elsewhere}
}

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

// maxState is some hundred times a state file, which holds a serial of at most
// 1000 characters.
const maxState = 64 << 10

// Counter reads the counter without waiting for anybody. A token that was never
// used here has its profile's, and saved is false.
func (s *Saved) Counter() (counter uint64, saved bool, err error) {
	data, err := s.read()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.first, false, nil
	case err != nil:
		return 0, false, &StateError{Problem: fmt.Sprintf("the saved counter cannot be read: %v", err), Advice: elsewhere}
	case len(data) > maxState:
		return 0, false, s.unusable(fmt.Errorf("it has more than %d bytes", maxState))
	}
	state, err := parseState(data)
	switch {
	case err != nil:
		return 0, false, s.unusable(err)
	case state.serial != s.serial:
		return 0, false, &StateError{
			Problem: fmt.Sprintf("%s belongs to another token: its serial is %q, and not %q", s.path, state.serial, s.serial),
			Advice:  "it was copied or renamed; give each token its own file back",
		}
	case subtle.ConstantTimeCompare([]byte(state.fingerprint), []byte(s.fingerprint)) != 1:
		return 0, false, &StateError{
			Problem: fmt.Sprintf("%s belongs to another token with the serial %s: its secret has another fingerprint", s.path, s.serial),
			Advice:  "keep the two apart with --state DIR, or give one another serial; if the other is gone for good, remove the file",
		}
	}
	return state.counter, true, nil
}

// read reads the file, up to one byte more than it can have. What is no regular
// file is refused before it is opened: a pipe would never end.
func (s *Saved) read() ([]byte, error) {
	info, err := os.Stat(s.path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", s.path)
	}
	file, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it is only read
	return io.ReadAll(io.LimitReader(file, maxState+1))
}

// Update is the durable update of [Memory]: read, and if there is anything to
// write, lock, read again, temporary file, fsync, rename, fsync of the folder,
// unlock. Should only the last fsync fail, the error is returned although the new
// counter may be there: a code is then skipped, never repeated.
//
// Reading needs no lock, as a rename is at once there or not; so looking at the
// counter works on a disk that cannot be written, and leaves no trace.
func (s *Saved) Update(f func(counter uint64) (uint64, error)) (counter uint64, err error) {
	before, _, err := s.Counter()
	if err != nil {
		return 0, err
	}
	counter, err = f(before)
	switch {
	case err != nil:
		return 0, err
	case counter == before:
		return counter, nil
	}
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

// Reset forgets the saved counter, damaged or not: the token is back at its
// profile's. What belongs to another token or a newer program is left alone.
func (s *Saved) Reset() error {
	if _, saved, err := s.Counter(); !saved && err == nil {
		return nil
	}
	return s.locked(func() error {
		var state *StateError
		if _, _, err := s.Counter(); errors.As(err, &state) && !state.damaged {
			return err
		}
		err := os.Remove(s.path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			err = syncFolder(filepath.Dir(s.path))
		}
		if err != nil {
			return &StateError{Problem: fmt.Sprintf("the saved counter cannot be removed: %v", err)}
		}
		return nil
	})
}
