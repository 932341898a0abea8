//go:build !linux

package main

import "os"

// syncData writes a file's data down to the disk.
func syncData(file *os.File) error { return file.Sync() }
