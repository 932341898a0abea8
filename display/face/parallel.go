package face

import (
	"runtime"
	"sync"
)

// eachRow calls do for each row in [from, to), in parallel on all processors. In a large window the case has millions
// of pixels to shade, and the user waits for them while resizing.
func eachRow(from, to int, do func(row int)) {
	processors := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for first := range processors {
		all.Go(func() {
			for row := from + first; row < to; row += processors {
				do(row)
			}
		})
	}
	all.Wait()
}
