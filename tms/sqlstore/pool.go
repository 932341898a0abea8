package sqlstore

import (
	"context"
	"errors"
	"sync"
)

// pool holds sessions for reading, each used by one view at a time.
type pool struct {
	address string

	mu     sync.Mutex
	idle   []*session
	inUse  sync.WaitGroup
	closed bool
}

// maxIdle is how many unused sessions are kept: about as many views as run at the same time.
const maxIdle = 8

func (p *pool) take(ctx context.Context) (*session, error) {
	session, err := p.reserve()
	if err != nil || session != nil {
		return session, err
	}
	session, err = newSessionPatiently(ctx, p.address)
	if err != nil {
		p.inUse.Done()
	}
	return session, err
}

// reserve counts a session as in use, and returns an idle one if there is one.
func (p *pool) reserve() (session *session, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	if last := len(p.idle) - 1; last >= 0 {
		session, p.idle = p.idle[last], p.idle[:last]
	}
	p.inUse.Add(1)
	return session, nil
}

// giveBack ends the view of a session and keeps the session for the next one.
func (p *pool) giveBack(session *session) error {
	defer p.inUse.Done()
	_, err := session.exec("ROLLBACK")
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil || p.closed || len(p.idle) >= maxIdle {
		return session.close() // whatever its state is
	}
	p.idle = append(p.idle, session)
	return nil
}

// close closes all sessions. It waits for those in use.
func (p *pool) close() error {
	p.mu.Lock()
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	var err error
	for _, session := range idle {
		err = errors.Join(err, session.close())
	}
	p.inUse.Wait()
	return err
}
