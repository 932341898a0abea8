package durable

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Draft is a file that is written beside its target. Once it is complete and on disk, it is
// renamed to the target. Until then the target is unchanged.
type Draft struct {
	folder    *Folder
	name      string // the target's name
	temporary string
	file      *os.File
	synced    bool
	done      bool
}

// Draft names begin and end like this, so that the next run recognises a draft left by a
// killed process.
const (
	draftPrefix = "."
	draftSuffix = ".etokenpass-new"
)

// draftName returns the same name for every draft of a target, so that the next draft
// finds one left by a killed process.
func draftName(name string) string { return temporaryName(name, draftSuffix) }

func temporaryName(name, suffix string) string {
	const longest = 200 // bytes; file systems allow 255
	if len(name) > longest {
		hash := sha256.Sum256([]byte(name))
		name = hex.EncodeToString(hash[:16])
	}
	return draftPrefix + name + suffix
}

// ErrBusy is the error for a file that another process is writing.
var ErrBusy = errors.New("is being written by another process")

// NewDraft creates a draft of a file and locks it while it is written. An existing draft
// of the same file that another process has locked is [ErrBusy]; one left by a killed
// process is removed.
//
// If the target exists, the draft has its mode and, as far as the user may set it, its
// owner. Otherwise it has the given mode, and the owner described at [MakeFolder].
func (f *Folder) NewDraft(name string, mode fs.FileMode) (*Draft, error) {
	target, err := f.target(name)
	if err != nil {
		return nil, err
	}
	d := &Draft{folder: f, name: name, temporary: draftName(name)}
	if err := d.create(); err != nil {
		return nil, err
	}
	if err := f.adopt(d.file, target, mode); err != nil {
		return nil, errors.Join(err, d.Discard())
	}
	return d, nil
}

// target returns the regular file that a draft will replace, or nil if it does not exist.
func (f *Folder) target(name string) (fs.FileInfo, error) {
	info, err := f.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, f.located(name, err)
	}
	return info, f.regular(name, info)
}

// create creates and locks the file. Until it is locked, another process may mistake it
// for the draft of a killed process and remove it, so create checks that the locked file
// still has its name, and otherwise tries again.
func (d *Draft) create() error {
	for range 100 {
		file, err := d.folder.root.OpenFile(d.temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			if err := d.folder.removeStale(d.temporary); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return d.folder.located(d.temporary, err)
		}
		mine, err := d.folder.lockNow(d.temporary, file)
		if err != nil {
			return errors.Join(err, file.Close())
		}
		if mine {
			d.file = file
			return nil
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	return fmt.Errorf("%s %w", d.folder.Path(d.name), ErrBusy)
}

// removeStale removes a draft left by a killed process. If the draft is locked, another
// process is writing it, and the error is [ErrBusy].
func (f *Folder) removeStale(temporary string) error {
	info, err := f.root.Lstat(temporary)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && info.Mode().IsRegular() && !f.isTarget(temporary, info) {
		return f.removeUnlocked(temporary)
	}
	if err == nil { // a planted link or pipe is removed without being opened
		err = f.remove(temporary)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.located(temporary, err)
	}
	return nil
}

// isTarget reports whether a draft is already linked to its target, so that only its
// temporary name has to be removed.
func (f *Folder) isTarget(temporary string, info fs.FileInfo) bool {
	target, err := f.root.Lstat(targetOf(temporary))
	return err == nil && os.SameFile(target, info)
}

func (f *Folder) removeUnlocked(temporary string) error {
	file, err := f.root.OpenFile(temporary, os.O_RDWR, 0) // NFS cannot lock a file opened read-only
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return f.located(temporary, err)
	}
	defer file.Close() //nolint:errcheck // nothing is written to it
	free, err := f.lockNow(temporary, file)
	if err != nil {
		return err
	}
	if !free {
		return fmt.Errorf("%s %w", f.Path(targetOf(temporary)), ErrBusy)
	}
	if err := f.remove(temporary); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.located(temporary, err)
	}
	return nil
}

// lockNow tries to lock an open file without waiting. It reports whether the file is locked
// and still has its name.
func (f *Folder) lockNow(name string, file *os.File) (bool, error) {
	locked, err := tryLock(file)
	if err != nil || !locked {
		return false, err
	}
	return f.isNamed(name, file)
}

// isNamed reports whether a name refers to an open file.
func (f *Folder) isNamed(name string, file *os.File) (bool, error) {
	opened, err := file.Stat()
	if err != nil {
		return false, f.located(name, err)
	}
	now, err := f.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, f.located(name, err)
	}
	return os.SameFile(opened, now), nil
}

func targetOf(temporary string) string {
	return strings.TrimSuffix(strings.TrimPrefix(temporary, draftPrefix), draftSuffix)
}

// adopt sets the mode and owner of a new file to those of the target or, if there is none,
// to the given mode and the folder's owner for new files. It skips calls that would change
// nothing, because each takes as long as creating a file.
func (f *Folder) adopt(file *os.File, target fs.FileInfo, mode fs.FileMode) error {
	if target != nil {
		mode = target.Mode().Perm()
	}
	created, err := file.Stat()
	if err != nil {
		return err
	}
	if created.Mode().Perm() != mode {
		if err := file.Chmod(mode); err != nil && !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	return f.setOwner(file, created, target)
}

// Write appends data to the draft.
func (d *Draft) Write(data []byte) (int, error) {
	d.synced = false
	return d.file.Write(data)
}

// Sync flushes the contents to disk. [Draft.Create] and [Draft.Replace] call it if needed.
func (d *Draft) Sync() error {
	if d.synced {
		return nil
	}
	if err := d.file.Sync(); err != nil {
		return err
	}
	d.synced = true
	return nil
}

// Replace renames the draft to its target, replacing an existing file. The change is
// durable after [Folder.Sync].
func (d *Draft) Replace() error { return d.finish(d.folder.rename) }

// Create renames the draft to its target. If the target already exists, it is unchanged
// and the error is [fs.ErrExist]. The change is durable after [Folder.Sync].
func (d *Draft) Create() error { return d.finish(d.folder.renameNew) }

// finish renames the draft if it still has its name: another process may have removed it
// and created its own draft under the same name.
func (d *Draft) finish(rename func(from, to string) error) error {
	err := d.Sync()
	if err == nil {
		err = d.check()
	}
	if err == nil {
		err = rename(d.temporary, d.name)
	}
	if err != nil {
		return errors.Join(d.folder.located(d.name, err), d.Discard())
	}
	d.done = true
	return d.file.Close()
}

func (d *Draft) check() error {
	mine, err := d.folder.isNamed(d.temporary, d.file)
	if err == nil && !mine {
		err = fmt.Errorf("%s %w", d.folder.Path(d.temporary), ErrReplaced)
	}
	return err
}

// Discard removes a draft that is no longer wanted. After Replace or Create it does
// nothing.
func (d *Draft) Discard() error {
	if d.done {
		return nil
	}
	d.done = true
	err := d.check()
	if err == nil {
		err = d.folder.remove(d.temporary)
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrReplaced) {
		err = nil // it no longer exists
	}
	return errors.Join(err, d.file.Close())
}

// Sweep removes all drafts in the folder that were left by killed processes, including
// those of a [Set]. It skips drafts that another process is writing, drafts of other users
// that this user may not open or remove, and whatever is not a regular file.
func (f *Folder) Sweep() error {
	names, err := f.names()
	if err != nil {
		return err
	}
	return errors.Join(f.sweepDrafts(names), f.sweepSet(names))
}

func (f *Folder) sweepDrafts(names []string) (err error) {
	for _, name := range names {
		if !strings.HasPrefix(name, draftPrefix) || !strings.HasSuffix(name, draftSuffix) || !f.isRegular(name) {
			continue
		}
		stale := f.removeStale(name)
		if stale != nil && !errors.Is(stale, ErrBusy) && !errors.Is(stale, fs.ErrPermission) && err == nil {
			err = stale
		}
	}
	return err
}

// isRegular reports whether a name is that of a regular file. Only those can be drafts: a
// folder or a link with the name of a draft is the user's own.
func (f *Folder) isRegular(name string) bool {
	info, err := f.root.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}

// names returns the names of all files in the folder, unsorted.
func (f *Folder) names() ([]string, error) {
	handle, err := f.root.Open(".")
	if err != nil {
		return nil, err
	}
	names, err := handle.Readdirnames(-1)
	return names, errors.Join(err, handle.Close())
}

// Write writes a whole file through a draft. write writes the contents; finish renames the
// draft to its target and is usually [Draft.Create] or [Draft.Replace]. The change is
// durable after [Folder.Sync].
func (f *Folder) Write(name string, mode fs.FileMode, write func(io.Writer) error, finish func(*Draft) error) error {
	draft, err := f.NewDraft(name, mode)
	if err != nil {
		return err
	}
	err = write(draft)
	if err == nil {
		err = finish(draft)
	}
	return errors.Join(err, draft.Discard()) // does nothing if the draft is finished
}

// WriteFile writes a whole file durably: when it returns nil, the file is on disk. A new
// file has the given mode; a replaced file keeps its mode and owner. A pipe or a device is
// written to directly.
func WriteFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	if isStream(path) {
		return stream(path, write)
	}
	return writeFile(path, mode, write, (*Draft).Replace, false)
}

// WriteOwnFile is like [WriteFile], for a process that alone writes to a folder and may write several of
// its files at once: a sweep could take the draft of one file for an old one while another is written.
// The process calls [Folder.Sweep] once, when it starts.
func WriteOwnFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	folder, err := OpenFolder(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close() //nolint:errcheck // Sync has reported any write error
	if err := folder.Write(filepath.Base(path), mode, write, (*Draft).Replace); err != nil {
		return err
	}
	return folder.Sync()
}

// CreateFile writes a new file like [WriteFile]. If the file already exists, it is
// unchanged and the error is [fs.ErrExist].
func CreateFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	return createFile(path, mode, write, false)
}

// CreateShared is like [CreateFile], but a file that root creates belongs to the owner of the
// folder, as in a folder of [MakeFolder].
func CreateShared(path string, mode fs.FileMode, write func(io.Writer) error) error {
	return createFile(path, mode, write, true)
}

func createFile(path string, mode fs.FileMode, write func(io.Writer) error, inherits bool) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink == 0 { // fail before doing any work
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return writeFile(path, mode, write, (*Draft).Create, inherits)
}

// writeFile writes a file through a draft. It first removes all drafts that killed processes
// left in the folder, because there may be secrets in them.
func writeFile(path string, mode fs.FileMode, write func(io.Writer) error, finish func(*Draft) error, inherits bool) error {
	folder, err := OpenFolder(filepath.Dir(path))
	if at, is := errors.AsType[*fs.PathError](err); is {
		return &fs.PathError{Op: at.Op, Path: path, Err: at.Err}
	}
	if err != nil {
		return err
	}
	defer folder.Close() //nolint:errcheck // Sync has reported any write error
	if err := folder.Sweep(); err != nil && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	folder.inherits = inherits
	if err := folder.Write(filepath.Base(path), mode, write, finish); err != nil {
		return err
	}
	return folder.Sync()
}

// stream writes to an existing pipe or device.
func stream(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}
