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
	"sync"

	"github.com/adrg/xdg"

	"etokenpass/internal/durable"
	"etokenpass/profiles"
)

// Store is a folder of saved counters, one small file per token.
type Store struct{ Folder string }

// DefaultStore returns the store in $XDG_STATE_HOME/etokenpass, or in the platform's
// folder for such files. It is an error if the home folder is not known: a counter saved
// in the current folder would not be found from another one.
func DefaultStore() (Store, error) {
	home, err := os.UserHomeDir()
	if err == nil && filepath.IsAbs(home) || filepath.IsAbs(os.Getenv("XDG_STATE_HOME")) {
		return Store{Folder: filepath.Join(xdg.StateHome, "etokenpass")}, nil
	}
	return Store{}, &StateError{Problem: "there is no home folder for saved counters: HOME is not set to an absolute path", Advice: elsewhere}
}

// Used lists the folder once and returns a function that reports whether the token with a
// serial was used here. If the folder cannot be read, none was.
func (s Store) Used() func(serial string) bool {
	files := map[string]bool{}
	entries, _ := os.ReadDir(s.Folder) // using a token reports what is wrong
	for _, entry := range entries {
		files[entry.Name()] = true
	}
	return func(serial string) bool { return len(files) > 0 && files[profiles.FileName(serial)+".yaml"] }
}

// Saved is the saved counter of one token: a durable [Memory] that many processes can
// share. It is safe for concurrent use.
type Saved struct {
	folder, name string // of the file
	path         string
	serial       string
	fingerprint  string
	event        bool   // codes are made from the counter
	first        uint64 // the moving factor that an event token's counter begins at
	start        uint64 // the counter until the token is first used here

	mu   sync.Mutex
	last uint64     // the counter when it was last read here; before that, start
	seen nextFactor // the highest that this process knows of
}

// Memory returns the saved counter of a profile's token. Nothing is read or written yet.
func (s Store) Memory(p *profiles.Profile) *Saved {
	name := profiles.FileName(p.Serial)
	return &Saved{
		folder: s.Folder, name: name,
		path:        filepath.Join(s.Folder, name+".yaml"),
		serial:      p.Serial,
		fingerprint: fingerprint(p.Secret.Key()),
		event:       p.Type == profiles.Event,
		first:       p.FirstMovingFactor,
		start:       p.Counter,
		last:        p.Counter,
	}
}

// fingerprint identifies a secret without revealing it.
func fingerprint(secret []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("etokenpass state fingerprint"))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Path returns the path of the file that holds the counter.
func (s *Saved) Path() string { return s.path }

// maxState is some hundred times a state file, which holds a serial of at most
// 1000 characters.
const maxState = 64 << 10

// Counter implements [Memory]. It needs no lock; see [Saved.Update].
func (s *Saved) Counter() (uint64, error) {
	counter, _, err := s.Load()
	return counter, err
}

// Load reads the counter as Counter does, and reports whether it is saved. A token that
// was never used here has its profile's counter.
func (s *Saved) Load() (counter uint64, saved bool, err error) {
	state, saved, err := s.read()
	return state.counter, saved, err
}

// read reads the state without a lock.
func (s *Saved) read() (current state, saved bool, err error) {
	folder, err := durable.OpenFolder(s.folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.unused(), false, nil
	case err != nil:
		return state{}, false, &StateError{Problem: fmt.Sprintf("the saved counter cannot be read: %v", err), Advice: elsewhere}
	}
	defer folder.Close() //nolint:errcheck // it is only read
	return s.readBy(folder.Read)
}

// unused returns the state of a token that was never used here.
func (s *Saved) unused() state {
	return s.stateAt(s.start, nextFactor{})
}

// stateAt returns the state of this token at a counter, where moving factors below next
// are used. Those of a time token come from its clock.
func (s *Saved) stateAt(counter uint64, next nextFactor) state {
	if s.event {
		next = next.max(nextAfter(s.first, counter))
	}
	return state{version: stateVersion, serial: s.serial, fingerprint: s.fingerprint, counter: counter, next: next}
}

// readBy reads the state with a function that reads a file, under the lock or without.
func (s *Saved) readBy(read func(name string, most int64) ([]byte, error)) (current state, saved bool, err error) {
	data, err := read(s.name+".yaml", maxState)
	irregular, isIrregular := errors.AsType[*durable.IrregularError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.unused(), false, nil
	case isIrregular:
		return state{}, false, &StateError{Problem: fmt.Sprintf("the saved counter cannot be read: %v", err), Advice: instead(irregular)}
	case err != nil:
		return state{}, false, &StateError{Problem: fmt.Sprintf("the saved counter cannot be read: %v", err), Advice: elsewhere}
	case len(data) > maxState:
		return state{}, false, s.unusable(fmt.Errorf("it has more than %d bytes", maxState))
	}
	current, err = parseState(data)
	switch {
	case err != nil:
		return state{}, false, s.unusable(err)
	case current.serial != s.serial:
		return state{}, false, &StateError{
			Problem: fmt.Sprintf("%s belongs to another token: its serial is %q, and not %q", s.path, current.serial, s.serial),
			Advice:  "it was copied or renamed; give each token its own file back",
		}
	case subtle.ConstantTimeCompare([]byte(current.fingerprint), []byte(s.fingerprint)) != 1:
		return state{}, false, &StateError{
			Problem: fmt.Sprintf("%s belongs to another token with the serial %s: its secret has another fingerprint", s.path, s.serial),
			Advice: "give one of the two another serial; if the other is gone for good, remove the file; " +
				"--state DIR keeps them apart, and this one then starts at its profile's counter and repeats codes",
		}
	}
	if current.version == 1 { // it has no next moving factor: assume that of this profile
		current.next = nextAfter(s.first, current.counter)
	}
	s.mu.Lock()
	s.last, s.seen = current.counter, s.seen.max(current.next)
	s.mu.Unlock()
	return current, true, nil
}

// Update is the durable update of [Memory]: lock, read, write a temporary file, fsync,
// rename, fsync of the folder, unlock. Should only the last fsync fail, the error is
// returned although the new counter may be there: a code is then skipped, never repeated.
//
// A counter that f leaves as it is is only read. Reading needs no lock, as a file is
// renamed all at once; so it works on a disk that cannot be written, and leaves no trace.
//
// A counter that would use moving factors again is refused: the profile may count from
// another one by now, or the file may have been restored from a copy.
func (s *Saved) Update(f func(counter uint64) (uint64, error)) (uint64, error) {
	if s.expectsChange(f) {
		return s.change(f)
	}
	before, _, err := s.read()
	if err != nil {
		return 0, err
	}
	counter, err := f(before.counter)
	switch {
	case err != nil:
		return 0, err
	case counter != before.counter:
		return s.change(f)
	}
	return counter, nil
}

// expectsChange reports whether f would change the counter as it was last read here.
// Then the file will have to be read under the lock, and need not be read before.
func (s *Saved) expectsChange(f func(counter uint64) (uint64, error)) bool {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	counter, err := f(last)
	return err == nil && counter != last
}

// change is an update under the lock.
func (s *Saved) change(f func(counter uint64) (uint64, error)) (counter uint64, err error) {
	err = s.withLock(func(l lockedState) error {
		before, _, err := s.readBy(l.read)
		if err != nil {
			return err
		}
		if counter, err = f(before.counter); err != nil || counter == before.counter {
			return err
		}
		if err := s.checkNew(before, counter); err != nil {
			return err
		}
		return s.write(l, s.stateAt(counter, before.next))
	})
	if err != nil {
		return 0, err
	}
	return counter, nil
}

// checkNew refuses a new counter that would use moving factors again.
func (s *Saved) checkNew(before state, counter uint64) error {
	if !s.event {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if before.next.below(s.seen) {
		return &StateError{
			Problem: fmt.Sprintf("the saved counter %s went back while the token was in use: the next moving factor was %s and is %s now, so no code is shown",
				s.path, s.seen, before.next),
			Advice: fmt.Sprintf("was it reset, removed or restored from a backup? after a restore, %s --set N continues from the validator's counter; then start again",
				s.command("counter")),
		}
	}
	if from := nextAfter(s.first, min(before.counter, counter)); from.below(before.next) {
		return s.lowered(before, from)
	}
	return nil
}

// lowered is the error for a profile that counts from a lower moving factor than before.
func (s *Saved) lowered(before state, from nextFactor) error {
	e := &StateError{Problem: fmt.Sprintf("moving factors would repeat: first_moving_factor %d plus the saved counter %d gives %s, but %s have been used (%s)",
		s.first, before.counter, from, before.next.used(), s.path)}
	if first, ok := before.next.counter(before.counter); ok {
		e.Advice = fmt.Sprintf("set first_moving_factor back to %d", first)
	}
	if counter, ok := before.next.counter(s.first); ok {
		e.Advice += fmt.Sprintf("; or %s --set %d continues after them", s.command("counter"), counter)
	}
	return e
}

// command returns a command for this token that can be pasted into a shell.
func (s *Saved) command(name string) string {
	return "etokenpass " + name + " --serial " + profiles.ShellWord(s.serial)
}

// Resume returns the first moving factor with which a profile for this token continues
// after the moving factors that are used, where it says that offered comes next: its own if
// that does, else the one at which the saved counter stays what it is. It also returns the
// moving factor that comes next by the saved counter. The error is for a profile that is
// behind: it would use moving factors again. A token that was never used here, and a time
// token, continue with their own.
//
// A state of version 1 does not say which moving factors are used. The profile of this
// token that is replaced does; without one, nil, the usual first moving factor is assumed.
func (s *Saved) Resume(offered uint64, replaced *Saved) (first, next uint64, err error) {
	before, saved, err := s.read()
	if err != nil || !saved || !s.event {
		return s.first, offered, err
	}
	if before.version == 1 {
		usedFrom := max(s.first, profiles.DefaultFirstMovingFactor)
		if replaced != nil && replaced.fingerprint == s.fingerprint {
			usedFrom = replaced.first
		}
		before.next = nextAfter(usedFrom, before.counter)
	}
	from := nextAfter(s.first, before.counter)
	if !from.below(before.next) {
		return s.first, from.factor, nil
	}
	if first, ok := before.next.counter(before.counter); ok && !(nextFactor{factor: offered}).below(before.next) {
		return first, before.next.factor, nil
	}
	return 0, before.next.factor, fmt.Errorf("%w: the next one would be %s, but %s have been used (%s)", ErrBehind, from, before.next.used(), s.path)
}

// ErrBehind is the error of a profile that would use moving factors again.
var ErrBehind = errors.New("moving factors would repeat")

// Next returns the moving factor that an event token uses next; ok is false if there is
// none, or if its codes do not come from the counter.
func (s *Saved) Next() (next uint64, ok bool, err error) {
	before, _, err := s.read()
	return before.next.factor, err == nil && s.event && !before.next.over, err
}

// Check reports whether the next press will be refused because it would use moving factors
// again.
func (s *Saved) Check() error {
	before, _, err := s.read()
	if err != nil {
		return err
	}
	if from := nextAfter(s.first, before.counter); s.event && from.below(before.next) {
		return s.lowered(before, from)
	}
	return nil
}

// write writes a state durably, in a folder that is locked.
func (s *Saved) write(l lockedState, next state) error {
	err := l.replace(s.name+".yaml", next.encode())
	if err != nil {
		e := &StateError{Problem: fmt.Sprintf("the counter cannot be saved, so no code is shown: %v", err), Advice: elsewhere}
		if errors.Is(err, durable.ErrReplaced) || errors.Is(err, durable.ErrBusy) || errors.Is(err, fs.ErrExist) {
			e.Advice = "try again, and leave the files of a token alone while it is in use"
		}
		return e
	}
	s.mu.Lock()
	s.last, s.seen = next.counter, next.next
	s.mu.Unlock()
	return nil
}

// ErrBack is the error of a counter that would be set back, so that the codes of an event
// token repeat.
var ErrBack = errors.New("the counter would go back")

// Set sets the counter. back reports whether that sets it back, or replaces a damaged one:
// without force, that is [ErrBack] or the error of reading it. A file that belongs to
// another token or a newer program is left alone.
func (s *Saved) Set(counter uint64, force bool) (back bool, err error) {
	err = s.withLock(func(l lockedState) error {
		before, _, err := s.readBy(l.read)
		if damage, is := errors.AsType[*StateError](err); is && damage.damaged && force {
			back = true
			return s.write(l, s.stateAt(counter, nextFactor{}))
		}
		if err != nil {
			return err
		}
		back = counter < before.counter || s.event && nextAfter(s.first, counter).below(before.next)
		switch {
		case back && !force:
			return fmt.Errorf("token %s: %w: %s", s.serial, ErrBack, s.compare(before, counter))
		case back && s.event:
			return s.write(l, s.stateAt(counter, nextFactor{}))
		}
		return s.write(l, s.stateAt(counter, before.next))
	})
	return back, err
}

// compare describes by how much setting a counter sets it back.
func (s *Saved) compare(before state, counter uint64) string {
	if next := nextAfter(s.first, counter); s.event && next.below(before.next) {
		return fmt.Sprintf("at %d the next moving factor is %s, but %s have been used", counter, next, before.next.used())
	}
	return fmt.Sprintf("from %d to %d", before.counter, counter)
}

// Reset removes the saved counter, damaged or not: the token is back at its profile's
// counter. A file that belongs to another token or a newer program is left alone.
func (s *Saved) Reset() error {
	if _, saved, err := s.read(); !saved && err == nil {
		return nil
	}
	return s.withLock(func(l lockedState) error {
		var state *StateError
		if _, _, err := s.readBy(l.read); errors.As(err, &state) && !state.damaged {
			return err
		}
		err := l.check()
		if err == nil {
			err = l.folder.Remove(s.name + ".yaml")
		}
		if err != nil {
			return &StateError{Problem: fmt.Sprintf("the saved counter cannot be removed: %v", err)}
		}
		s.mu.Lock()
		s.last, s.seen = s.start, nextFactor{}
		s.mu.Unlock()
		return nil
	})
}
