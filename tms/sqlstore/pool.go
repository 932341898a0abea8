package sqlstore

import (
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

func (p *pool) take() (*session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	if last := len(p.idle) - 1; last >= 0 {
		session := p.idle[last]
		p.idle = p.idle[:last]
		p.inUse.Add(1)
		return session, nil
	}
	session, err := newSession(p.address)
	if err == nil {
		p.inUse.Add(1)
	}
	return session, err
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
