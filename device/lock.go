package device

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// lockPatience is how long an update waits for another one to end. An update
// takes milliseconds, so who waits longer waits for somebody who is stuck.
const lockPatience = 2 * time.Second

// locked runs an update with nobody else in between. The lock is a file of its
// own that is never deleted, or two processes could hold two locks of one name.
func (s *Saved) locked(update func() error) error {
	if err := makeFolder(filepath.Dir(s.path)); err != nil {
		return &StateError{Problem: fmt.Sprintf("the folder for saved counters cannot be made: %v", err), Advice: elsewhere}
	}
	lock := flock.New(strings.TrimSuffix(s.path, ".yaml")+".lock", flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	if err := acquire(lock); err != nil {
		return err
	}
	err := update()
	if unlocking := lock.Unlock(); err == nil && unlocking != nil {
		err = &StateError{Problem: fmt.Sprintf("the lock %s cannot be released: %v", lock.Path(), unlocking)}
	}
	return err
}

// acquire waits in the kernel's queue, which is fairer and quicker than asking
// now and then. Who loses patience leaves a goroutine behind that gives the lock
// back should it still come.
func acquire(lock *flock.Flock) error {
	got := make(chan error)
	lost := make(chan struct{})
	go func() {
		err := lock.Lock()
		select {
		case got <- err:
		case <-lost:
			if err == nil {
				_ = lock.Unlock() // nobody is left to tell
			}
		}
	}()
	select {
	case err := <-got:
		if err != nil {
			return &StateError{Problem: fmt.Sprintf("the saved counter cannot be locked: %v", err), Advice: elsewhere}
		}
		return nil
	case <-time.After(lockPatience):
		close(lost)
		return &StateError{
			Problem: fmt.Sprintf("somebody else holds the lock %s for more than %v", lock.Path(), lockPatience),
			Advice:  "find it with fuser or lsof on that file, and let it go on or end it",
		}
	}
}
