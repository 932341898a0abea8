package bank

import (
	"cmp"
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"etokenpass/web"
	"etokenpass/web/client"
)

// customers are the accounts of a bank. They are safe for concurrent use.
type customers struct {
	mu      sync.RWMutex
	byLogin map[string]*account
	serials map[string]bool // of their tokens
}

func newCustomers() customers {
	return customers{byLogin: map[string]*account{}, serials: map[string]bool{}}
}

// mostCustomers bounds the customers of a bank.
const mostCustomers = 10_000

// add adds an account. The error is a [*web.Problem].
func (c *customers) add(a *account) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.byLogin[a.customer.Login] != nil:
		return web.NewProblem(http.StatusConflict, "there is already a customer with this login", "use another login, or leave it out to have one made up")
	case c.serials[a.customer.Token.Serial]:
		return web.NewProblem(http.StatusConflict, "another customer has the token with this serial", "use another serial, or leave it out to have one made up")
	case len(c.byLogin) >= mostCustomers:
		return web.NewProblem(http.StatusConflict, fmt.Sprintf("the bank has %d customers: must be at most %d", len(c.byLogin), mostCustomers), "delete customers that are no longer used, or reset the bank")
	}
	c.byLogin[a.customer.Login] = a
	c.serials[a.customer.Token.Serial] = true
	return nil
}

// find returns the account of a login.
func (c *customers) find(login string) (a *account, ok bool) {
	a, ok = c.known(login)
	if !ok || a.life.Load() != open {
		return nil, false
	}
	return a, true
}

// known is like find, but also returns an account that is being added or deleted.
func (c *customers) known(login string) (a *account, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	a, ok = c.byLogin[login]
	return a, ok
}

// has reports whether a login is taken.
func (c *customers) has(login string) bool {
	_, ok := c.known(login)
	return ok
}

// hasSerial reports whether a customer's token has a serial.
func (c *customers) hasSerial(serial string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.serials[serial]
}

func (c *customers) remove(a *account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byLogin, a.customer.Login)
	delete(c.serials, a.customer.Token.Serial)
}

// all returns all accounts, in the order of their logins.
func (c *customers) all() []*account {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make([]*account, 0, len(c.byLogin))
	for _, a := range c.byLogin {
		if a.life.Load() == open {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b *account) int { return cmp.Compare(a.customer.Login, b.customer.Login) })
	return all
}

// withCredentials returns the account of a login whose password is right. A login that does not exist
// takes as long as a wrong password.
func (c *customers) withCredentials(given client.Credentials) (a *account, ok bool) {
	a, known := c.find(given.Login)
	password := "none"
	if known {
		password = a.customer.Password
	}
	if subtle.ConstantTimeCompare([]byte(hashOf(given.Password)), []byte(hashOf(password))) != 1 || !known {
		return nil, false
	}
	return a, true
}

// withSession returns the account that has the session of a browser.
func (c *customers) withSession(r *http.Request, now time.Time) (a *account, s session, ok bool) {
	for _, cookie := range r.CookiesNamed(nameOf(r)) { // another server on this machine may have set one, too
		if a, known := c.find(loginOf(cookie.Value)); known {
			if s, ok := a.look(hashOf(cookie.Value), now); ok {
				return a, s, true
			}
		}
	}
	return nil, session{}, false
}

// look returns the session with a hash.
func (a *account) look(hash string, now time.Time) (session, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.session(hash, now)
}
