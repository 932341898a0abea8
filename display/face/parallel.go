package face

import (
	"runtime"
	"sync"
)

// eachRow does something with each row from one to before another, on all processors: a case in a big window has
// millions of pixels to be shaded, and whoever resizes the window waits for them.
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
