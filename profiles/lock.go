package profiles

import (
	"errors"
	"time"

	"etokenpass/internal/durable"
)

// How long lock waits for other processes that create, import or remove profiles. Most need
// milliseconds, so if the folder does not change within lockStuck, a large import is running.
const (
	lockStuck = 2 * time.Second
	lockTotal = 30 * time.Second
)

// lock acquires the lock that an import holds. If another process holds it for too long, the
// error is a [*BusyError].
func (l Library) lock(folder *durable.Folder) (*durable.Lock, error) {
	patience := durable.Patience{Stuck: lockStuck, Total: lockTotal, Progress: func() any { return folder.Version(".") }}
	lock, err := folder.LockSet(patience)
	if _, busy := errors.AsType[*durable.WaitError](err); busy {
		err = &BusyError{Folder: l.Folder}
	}
	return lock, err
}

// BusyError is the error for a folder to which another process is writing profiles.
type BusyError struct{ Folder string }

func (e *BusyError) Error() string {
	return e.Folder + ": another process is writing profiles to the folder"
}

// Hint returns what the user can do.
func (e *BusyError) Hint() string { return "try again when it has finished" }
