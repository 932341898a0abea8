package rehearsals

import (
	"fmt"
	"maps"
	"sync"
)

// presence counts the browsers that show each view. It is safe for concurrent use.
type presence struct {
	mu    sync.Mutex
	views map[View]int
}

// come counts a browser until leave is called.
func (p *presence) come(view View) (leave func()) {
	p.add(view, 1)
	return func() { p.add(view, -1) }
}

func (p *presence) add(view View, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.views == nil {
		p.views = map[View]int{}
	}
	p.views[view] += n
}

// counts returns how many browsers show each view.
func (p *presence) counts() map[View]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	counts := map[View]int{}
	maps.Copy(counts, p.views)
	return counts
}

// text differs when the counts do.
func (p *presence) text() string { return fmt.Sprint(p.counts()) }
