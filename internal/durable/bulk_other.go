//go:build !linux

package durable

// bulk is what the system can do for many files of a folder at once: here nothing.
type bulk struct{ folder *Folder }

func (f *Folder) openBulk() (bulk, error) { return bulk{f}, nil }

func (b bulk) close() error { return nil }

func (b bulk) canSync() bool { return false }

func (b bulk) sync() error { return nil }

func (b bulk) renameNew(from, to string) error { return b.folder.renameNew(from, to) }
