package profiles

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
)

// share distributes the indexes below n among goroutines, one for each processor, that read
// many files. It calls work in each goroutine and returns when all calls have returned.
func share(n int, work func(indexes iter.Seq[int])) {
	var next atomic.Int64
	indexes := func(yield func(int) bool) {
		for i := int(next.Add(1)) - 1; i < n && yield(i); i = int(next.Add(1)) - 1 {
		}
	}
	var working sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		working.Go(func() { work(indexes) })
	}
	working.Wait()
}

// reader reads many small files one after the other.
type reader struct{ buffer []byte }

func newReader() reader { return reader{make([]byte, maxSize+1)} }

// read reads a file like readProfile. The data is valid until the next call. It makes system
// calls directly, because an [os.File] takes almost twice as long for a small file.
func (r reader) read(path string) ([]byte, error) {
	file, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return readProfile(path) // retries, and returns a better error
	}
	defer syscall.Close(file) //nolint:errcheck // opened for reading only
	for size := 0; size < len(r.buffer); {
		n, err := syscall.Read(file, r.buffer[size:])
		if err != nil {
			break
		}
		if n == 0 {
			return r.buffer[:size], nil
		}
		size += n
	}
	return readProfile(path)
}
