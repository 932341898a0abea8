package main

import (
	"os"
	"syscall"
)

// syncData writes a file's data down to the disk, as SQLite does on Linux.
func syncData(file *os.File) error { return syscall.Fdatasync(int(file.Fd())) }
