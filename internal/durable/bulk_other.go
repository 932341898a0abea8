//go:build !linux

package durable

import "os"

// bulk provides operations on many files of a folder. This system has no faster calls for them.
type bulk struct{ folder *Folder }

func (f *Folder) openBulk() (bulk, error) { return bulk{f}, nil }

func (b bulk) create(name string) (*os.File, error) {
	return b.folder.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (b bulk) close() error { return nil }

func (b bulk) canSync() bool { return false }

func (b bulk) sync() error { return nil }

func (b bulk) renameNew(from, to string) error { return b.folder.renameNew(from, to) }
