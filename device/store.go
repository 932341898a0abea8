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

	"etokenpass/internal/durable"
	"etokenpass/internal/folders"
	"etokenpass/internal/shell"
	"etokenpass/profiles"
)

// Store is a folder of saved counters, one small file per token.
type Store struct{ Folder string }

// DefaultStore returns the store in the folder $ETOKENPASS_STATE, else in
// $XDG_STATE_HOME/etokenpass, else in the platform's folder for application state. It returns a [*StateError] if the home
// folder is unknown, because a counter saved in the current folder would not be found from
// another one.
func DefaultStore() (Store, error) {
	folder, err := folders.State()
	if err != nil {
		return Store{}, &StateError{Problem: fmt.Sprintf("no folder for saved counters: %v", err), Advice: stateFolderAdvice}
	}
	return Store{Folder: folder}, nil
}

// Used lists the folder once and returns a function that reports whether the token with the
// given serial has a saved counter in it. If the folder cannot be read, the function always
// returns false.
func (s Store) Used() func(serial string) bool {
	files := map[string]bool{}
	entries, _ := os.ReadDir(s.Folder) // the error is reported when a token is used
	for _, entry := range entries {
		files[entry.Name()] = true
	}
	return func(serial string) bool { return len(files) > 0 && files[profiles.FileName(serial)+".yaml"] }
}

// Saved is one token's saved counter: a durable [Memory] that several processes can share.
// It is safe for concurrent use. Errors of its methods wrap a [*StateError] unless stated
// otherwise.
type Saved struct {
	folder, name string // of the state file, without extension
	path         string
	serial       string
	fingerprint  string
	event        bool   // an event token: codes come from the counter
	first        uint64 // the first moving factor of an event token
	start        uint64 // the counter before the token is first used here

	mu   sync.Mutex
	last uint64     // the counter as last read by this process; start until then
	seen nextFactor // the highest next moving factor that this process knows
}

// Memory returns the saved counter of a profile's token. It does not read or write anything
// yet.
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

// Path returns the path of the state file.
func (s *Saved) Path() string { return s.path }

// maxState is the size limit of a state file in bytes. A normal file has a few hundred
// bytes, and a serial has at most 1000 characters.
const maxState = 64 << 10

// Counter implements [Memory]. It does not lock; see [Saved.Update].
func (s *Saved) Counter() (uint64, error) {
	counter, _, err := s.Load()
	return counter, err
}

// Load returns the counter, and reports whether it was saved. If the token has no state
// file, it returns the profile's counter and false.
func (s *Saved) Load() (counter uint64, saved bool, err error) {
	state, saved, err := s.read()
	return state.counter, saved, err
}

// read reads the state without locking.
func (s *Saved) read() (current state, saved bool, err error) {
	folder, err := durable.OpenFolder(s.folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.unused(), false, nil
	case err != nil:
		return state{}, false, &StateError{Problem: fmt.Sprintf("the saved counter cannot be read: %v", err), Advice: stateFolderAdvice}
	}
	defer folder.Close() //nolint:errcheck // opened only for reading
	return s.readBy(folder.Read)
}

// unused returns the state of a token that was never used here.
func (s *Saved) unused() state {
	return s.stateAt(s.start, nextFactor{})
}

// stateAt returns the state of this token at a counter, with all moving factors below next
// used. next has no meaning for a time token, whose moving factors come from its clock.
func (s *Saved) stateAt(counter uint64, next nextFactor) state {
	if s.event {
		next = next.max(nextAfter(s.first, counter))
	}
	return state{version: stateVersion, serial: s.serial, fingerprint: s.fingerprint, counter: counter, next: next}
}

// readBy reads the state with the given function, which reads up to limit bytes of a file
// with or without a lock.
func (s *Saved) readBy(read func(name string, limit int64) ([]byte, error)) (current state, saved bool, err error) {
	data, err := read(s.name+".yaml", maxState)
	irregular, isIrregular := errors.AsType[*durable.IrregularError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.unused(), false, nil
	case isIrregular:
		return state{}, false, &StateError{Problem: fmt.Sprintf("the saved counter cannot be read: %v", err), Advice: irregularAdvice(irregular)}
	case err != nil:
		return state{}, false, &StateError{Problem: fmt.Sprintf("the saved counter cannot be read: %v", err), Advice: stateFolderAdvice}
	case len(data) > maxState:
		return state{}, false, s.unusableError(fmt.Errorf("it is larger than %d bytes", maxState))
	}
	current, err = parseState(data)
	switch {
	case err != nil:
		return state{}, false, s.unusableError(err)
	case current.serial != s.serial:
		return state{}, false, &StateError{
			Problem: fmt.Sprintf("%s belongs to another token: its serial is %q, not %q", s.path, current.serial, s.serial),
			Advice:  "the file was copied or renamed; restore each token's own file",
		}
	case subtle.ConstantTimeCompare([]byte(current.fingerprint), []byte(s.fingerprint)) != 1:
		return state{}, false, &StateError{
			Problem: fmt.Sprintf("%s belongs to another token with the serial %s: its secret has a different fingerprint", s.path, s.serial),
			Advice: "give one of the two tokens a different serial; if the other token no longer exists, remove the file; " +
				"--state DIR keeps the tokens apart, but this one then starts at its profile's counter and repeats codes",
		}
	}
	if current.version == 1 { // no next moving factor: assume this profile's
		current.next = nextAfter(s.first, current.counter)
	}
	s.mu.Lock()
	s.last, s.seen = current.counter, s.seen.max(current.next)
	s.mu.Unlock()
	return current, true, nil
}

// Update implements [Memory] durably: it locks, reads, writes a temporary file, syncs it,
// renames it, syncs the folder and unlocks. If only the last sync fails, Update returns an
// error although the new counter may have been saved: a code is then skipped, never
// repeated. It returns f's errors unchanged.
//
// If f does not change the counter, Update only reads the file. Reading needs no lock,
// because a rename is atomic; so it works on a read-only disk and creates no files.
//
// Update refuses a counter that would reuse moving factors: the profile may have a lower
// first moving factor than before, or the file may have been restored from a backup.
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

// expectsChange reports whether f would change the counter as last read by this process. If
// so, the file will be read under the lock and need not be read before.
func (s *Saved) expectsChange(f func(counter uint64) (uint64, error)) bool {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	counter, err := f(last)
	return err == nil && counter != last
}

// change runs an update under the lock.
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

// checkNew returns an error if a new counter would reuse moving factors.
func (s *Saved) checkNew(before state, counter uint64) error {
	if !s.event {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if before.next.below(s.seen) {
		return &StateError{
			Problem: fmt.Sprintf("the saved counter %s went back while the token was in use: the next moving factor was %s and is now %s, so no code is shown",
				s.path, s.seen, before.next),
			Advice: fmt.Sprintf("was it reset, removed or restored from a backup? after a restore, set the validator's counter with %s --set N; then restart this program",
				s.command("counter")),
		}
	}
	if from := nextAfter(s.first, min(before.counter, counter)); from.below(before.next) {
		return s.reuseError(before, from)
	}
	return nil
}

// reuseError returns the error for a profile whose first moving factor is lower than
// before.
func (s *Saved) reuseError(before state, from nextFactor) error {
	e := &StateError{Problem: fmt.Sprintf("moving factors would be reused: the next one would be %s (first_moving_factor %d plus the saved counter %d), but %s have been used (%s)",
		from, s.first, before.counter, before.next.used(), s.path)}
	if first, ok := before.next.counter(before.counter); ok {
		e.Advice = fmt.Sprintf("set first_moving_factor back to %d", first)
	}
	if counter, ok := before.next.counter(s.first); ok {
		e.Advice += fmt.Sprintf("; or skip the used ones with %s --set %d", s.command("counter"), counter)
	}
	return e
}

// command returns a command line for this token, quoted for a shell.
func (s *Saved) command(name string) string {
	return "etokenpass " + name + " --serial " + shell.Quote(s.serial)
}

// Resume determines how a new profile for this token can continue without reusing moving
// factors. offered is the moving factor that the new profile's source says comes next.
// Resume returns the first moving factor to use: the profile's own if that reuses none,
// else the one that continues after the used moving factors with the saved counter
// unchanged. next is the moving factor that comes next according to the saved counter. A
// token that was never used here and a time token keep the profile's own first moving
// factor, and next is offered. If offered would reuse moving factors too, the error wraps
// [ErrBehind] and is not a [*StateError].
//
// A state file of version 1 does not record which moving factors are used. Resume derives
// them from replaced, the profile of this token that is being replaced; if that is nil, it
// assumes the default first moving factor.
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

// ErrBehind is the error for a profile that would reuse moving factors.
var ErrBehind = errors.New("moving factors would be reused")

// Next returns the moving factor that an event token uses next. ok is false for a time
// token and if no moving factor is left.
func (s *Saved) Next() (next uint64, ok bool, err error) {
	before, _, err := s.read()
	return before.next.factor, err == nil && s.event && !before.next.exhausted, err
}

// Check returns an error if the next press will be refused because it would reuse moving
// factors, or if the state file cannot be read.
func (s *Saved) Check() error {
	before, _, err := s.read()
	if err != nil {
		return err
	}
	if from := nextAfter(s.first, before.counter); s.event && from.below(before.next) {
		return s.reuseError(before, from)
	}
	return nil
}

// write durably writes a state under the lock.
func (s *Saved) write(l lockedState, next state) error {
	err := l.replace(s.name+".yaml", next.encode())
	if err != nil {
		e := &StateError{Problem: fmt.Sprintf("the counter cannot be saved, so no code is shown: %v", err), Advice: stateFolderAdvice}
		if errors.Is(err, durable.ErrReplaced) || errors.Is(err, durable.ErrBusy) || errors.Is(err, fs.ErrExist) {
			e.Advice = "try again; do not move or change a token's files while it is in use"
		}
		return e
	}
	s.mu.Lock()
	s.last, s.seen = next.counter, next.next
	s.mu.Unlock()
	return nil
}

// ErrBack is the error for a counter that would be set back. An event token would then
// repeat codes.
var ErrBack = errors.New("the counter would go back")

// Set sets the counter. back reports whether this sets the counter back or replaces a
// damaged file. Without force, these are refused: the error wraps [ErrBack], or is that of
// reading the damaged file. Set never changes a profile, or a file that belongs to another
// token or to a newer program.
func (s *Saved) Set(counter uint64, force bool) (back bool, err error) {
	err = s.withLock(func(l lockedState) error {
		before, _, err := s.readBy(l.read)
		if stateErr, ok := errors.AsType[*StateError](err); ok && stateErr.damaged && force {
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

// compare describes the change when a counter is set back, for messages.
func (s *Saved) compare(before state, counter uint64) string {
	if next := nextAfter(s.first, counter); s.event && next.below(before.next) {
		return fmt.Sprintf("at %d the next moving factor is %s, but %s have been used", counter, next, before.next.used())
	}
	return fmt.Sprintf("from %d to %d", before.counter, counter)
}

// Reset removes the saved counter, even if it is damaged, so that the token starts at its
// profile's counter again. It never removes a profile, or a file that belongs to another
// token or to a newer program.
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
