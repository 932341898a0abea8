package bank

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"etokenpass/profiles"
	"etokenpass/web"
	"etokenpass/web/client"
)

// account is a customer with documents and sessions. It is safe for concurrent use.
type account struct {
	customer Customer
	file     string // where it is kept; "": nowhere

	mu        sync.Mutex
	documents []document
	sessions  []session

	life atomic.Int32 // how far it is: beginning, open or deleted; it only grows
}

// The life of an account.
const (
	beginning = iota // it is being added, and not to be seen yet
	open
	deleted // it is being deleted, and not to be seen any more
)

// document is a document of a customer.
type document struct {
	ID      string               `json:"id"`
	Number  int                  `json:"number"`
	Draft   client.Draft         `json:"draft"`
	State   client.DocumentState `json:"state"`
	Written time.Time            `json:"written"`
	Signed  time.Time            `json:"signed,omitzero"`
	Sent    time.Time            `json:"sent,omitzero"`
}

// keptAccount is an account in its file.
type keptAccount struct {
	Version      int        `json:"version"`
	Login        string     `json:"login"`
	Password     string     `json:"password"`
	Owner        string     `json:"owner"`
	Organisation string     `json:"organisation"`
	Telephone    string     `json:"telephone"`
	Profile      string     `json:"profile"` // of the token, in YAML
	Deleted      bool       `json:"deleted,omitzero"`
	Documents    []document `json:"documents"`
	Sessions     []session  `json:"sessions"`
}

const accountVersion = 1

// fileOf returns the file of a customer in the folder of a bank; "" without a folder.
func fileOf(folder, login string) string {
	return below(below(folder, customersFolder), profiles.FileName(login)+".json")
}

const customersFolder = "customers"

// keep writes the account to its file, if it has one. The caller holds the account.
func (a *account) keep(kept keptAccount) error {
	if a.file == "" {
		return nil
	}
	if err := writeJSON(a.file, kept); err != nil {
		return fmt.Errorf("the account cannot be saved: %w", err)
	}
	return nil
}

// kept returns the account as it is kept. The caller holds the account.
func (a *account) kept() keptAccount {
	c := &a.customer
	return keptAccount{
		Version: accountVersion, Login: c.Login, Password: c.Password, Owner: c.Owner, Organisation: c.Organisation, Telephone: c.Telephone,
		Profile: string(c.Token.Encode(true)), Documents: a.documents, Sessions: a.sessions,
	}
}

// readAccount reads an account from its file. The error names it.
func readAccount(file string) (*account, error) {
	var kept keptAccount
	if err := readJSON(file, &kept); err != nil {
		return nil, err
	}
	if kept.Version != accountVersion {
		return nil, fmt.Errorf("%s has the version %d: must be %d", file, kept.Version, accountVersion)
	}
	token, err := profiles.Parse(file, []byte(kept.Profile))
	if err != nil {
		return nil, err
	}
	customer := Customer{kept.Login, kept.Password, kept.Owner, kept.Organisation, kept.Telephone, token}
	a := &account{customer: customer, file: file, documents: kept.Documents, sessions: kept.Sessions}
	if kept.Deleted {
		a.life.Store(deleted)
	}
	return a, nil
}

// forget removes the file of the account.
func (a *account) forget() error {
	if a.file == "" {
		return nil
	}
	if err := os.Remove(a.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// markDeleted decides that the customer is deleted, with documents and sessions. If that fails, nothing
// has changed.
func (a *account) markDeleted() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	kept := a.kept()
	kept.Deleted, kept.Documents, kept.Sessions = true, nil, nil
	if err := a.keep(kept); err != nil {
		return err
	}
	a.documents, a.sessions = nil, nil
	a.life.Store(deleted)
	return nil
}

// change calls f, which may change the account, and keeps what it has changed. If that fails, nothing
// has changed.
func (a *account) change(f func() error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.life.Load() == deleted {
		return web.NewProblem(http.StatusConflict, deletedReason, "")
	}
	documents, sessions := slices.Clone(a.documents), slices.Clone(a.sessions)
	err := f()
	if err == nil {
		err = a.keep(a.kept())
	}
	if err != nil {
		a.documents, a.sessions = documents, sessions
	}
	return err
}

// find returns the index of a document. The error is a [*web.Problem]. The caller holds the account.
func (a *account) find(id string) (int, error) {
	i := slices.IndexFunc(a.documents, func(d document) bool { return d.ID == id })
	if i < 0 {
		return 0, web.NewProblem(http.StatusNotFound, "there is no such document", "")
	}
	return i, nil
}
