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

// Draft is a file that is written beside its target. It takes the target's place when it
// is complete and on the disk. Until then the target is as it was.
type Draft struct {
	folder    *Folder
	name      string // of the target
	temporary string
	file      *os.File
	synced    bool
	done      bool
}

// What a draft is called: a kill leaves it, and the next run recognises it by this name.
const (
	draftPrefix = "."
	draftSuffix = ".etokenpass-new"
)

// draftName is the same for each draft of a target, so that the next one finds what a
// kill left.
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

// NewDraft begins a file. It is locked while it is written: what is there already under
// its name is another process's, or what a kill left, which is removed.
//
// If the target exists, the draft has its mode and, as far as this user may set it, its
// owner. Otherwise it has the mode given here, and the owner that [MakeFolder] names.
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

// target returns the regular file that a draft is to replace, or nil if there is none.
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

// create creates and locks the file. Another process may take an unlocked one for what a
// kill left, so the file counts only if its name is still its own once it is locked.
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

// removeStale removes a draft that a kill left. One that is locked is another process's.
func (f *Folder) removeStale(temporary string) error {
	info, err := f.root.Lstat(temporary)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && info.Mode().IsRegular() && !f.isTarget(temporary, info) {
		return f.removeUnlocked(temporary)
	}
	if err == nil { // a link or a pipe that was planted is removed too, not opened
		err = f.remove(temporary)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.located(temporary, err)
	}
	return nil
}

// isTarget reports whether a draft has become its target already, and only its first name
// is left.
func (f *Folder) isTarget(temporary string, info fs.FileInfo) bool {
	target, err := f.root.Lstat(targetOf(temporary))
	return err == nil && os.SameFile(target, info)
}

func (f *Folder) removeUnlocked(temporary string) error {
	file, err := f.root.OpenFile(temporary, os.O_RDWR, 0) // NFS locks no file that is only read
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return f.located(temporary, err)
	}
	defer file.Close() //nolint:errcheck // it is only locked
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

// lockNow locks an open file without waiting. It reports whether it did and the name is
// still that file's.
func (f *Folder) lockNow(name string, file *os.File) (bool, error) {
	locked, err := tryLock(file)
	if err != nil || !locked {
		return false, err
	}
	return f.isNamed(name, file)
}

// isNamed reports whether a name is that of an open file.
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

// adopt gives a new file the mode and the owner that its target has, or is to have. It
// changes neither if it is right already: that takes as long as creating a file.
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
	return f.giveTo(file, created, target)
}

// Write writes a part of the contents.
func (d *Draft) Write(data []byte) (int, error) {
	d.synced = false
	return d.file.Write(data)
}

// Sync puts the contents on the disk. [Draft.Create] and [Draft.Replace] do so too, if it
// has not been done.
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

// Replace makes the draft its target, in the place of an old one. The change is durable
// after [Folder.Sync].
func (d *Draft) Replace() error { return d.finish(d.folder.rename) }

// Create makes the draft its target. If there is one already, the error is
// [fs.ErrExist], and it is as it was. The change is durable after [Folder.Sync].
func (d *Draft) Create() error { return d.finish(d.folder.renameNew) }

// finish renames the draft, if its name is still its own: whoever removed the file may
// have begun another one of that name.
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

// Discard removes a draft that is not wanted any more. After Replace or Create it does
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
		err = nil // it is gone already
	}
	return errors.Join(err, d.file.Close())
}

// Sweep removes all drafts in the folder that killed processes left, those of a [Set]
// included. Drafts that other processes are writing stay, and so do those of other users
// that this one may not open or remove.
func (f *Folder) Sweep() error {
	names, err := f.names()
	if err != nil {
		return err
	}
	return errors.Join(f.sweepDrafts(names), f.sweepSet(names))
}

func (f *Folder) sweepDrafts(names []string) (err error) {
	for _, name := range names {
		if !strings.HasPrefix(name, draftPrefix) || !strings.HasSuffix(name, draftSuffix) {
			continue
		}
		stale := f.removeStale(name)
		if stale != nil && !errors.Is(stale, ErrBusy) && !errors.Is(stale, fs.ErrPermission) && err == nil {
			err = stale
		}
	}
	return err
}

// names returns the names of all files in the folder, in no order.
func (f *Folder) names() ([]string, error) {
	handle, err := f.root.Open(".")
	if err != nil {
		return nil, err
	}
	names, err := handle.Readdirnames(-1)
	return names, errors.Join(err, handle.Close())
}

// Write writes a whole file through a draft, which finish makes its target: usually
// [Draft.Create] or [Draft.Replace]. The change is durable after [Folder.Sync].
func (f *Folder) Write(name string, mode fs.FileMode, write func(io.Writer) error, finish func(*Draft) error) error {
	draft, err := f.NewDraft(name, mode)
	if err != nil {
		return err
	}
	err = write(draft)
	if err == nil {
		err = finish(draft)
	}
	return errors.Join(err, draft.Discard()) // which does nothing to one that is finished
}

// WriteFile writes a whole file: a new one with the mode given, or in the place of an old
// one, whose mode and owner it keeps. When it returns without an error, the file is on the
// disk. A pipe or a device is written to as it is.
func WriteFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	if isStream(path) {
		return stream(path, write)
	}
	return writeFile(path, mode, write, (*Draft).Replace)
}

// CreateFile writes a new file as [WriteFile] does. If there is one already, the error is
// [fs.ErrExist], and the old one is as it was.
func CreateFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink == 0 { // before all that work
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return writeFile(path, mode, write, (*Draft).Create)
}

func writeFile(path string, mode fs.FileMode, write func(io.Writer) error, finish func(*Draft) error) error {
	folder, err := OpenFolder(filepath.Dir(path))
	if at, is := errors.AsType[*fs.PathError](err); is {
		return &fs.PathError{Op: at.Op, Path: path, Err: at.Err}
	}
	if err != nil {
		return err
	}
	defer folder.Close() //nolint:errcheck // Sync reports what counts
	if err := folder.Sweep(); err != nil && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	if err := folder.Write(filepath.Base(path), mode, write, finish); err != nil {
		return err
	}
	return folder.Sync()
}

// stream writes to what is already there and has no end of its own.
func stream(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}
