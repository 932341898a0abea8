package bank

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
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
}

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
	Documents    []document `json:"documents"`
	Sessions     []session  `json:"sessions"`
}

const accountVersion = 1

// fileOf returns the file of a customer in the folder of a bank; "" without a folder.
func fileOf(folder, login string) string {
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, customersFolder, profiles.FileName(login)+".json")
}

const customersFolder = "customers"

// keep writes the account to its file, if it has one. The caller holds the account.
func (a *account) keep() error {
	if a.file == "" {
		return nil
	}
	c := a.customer
	return writeJSON(a.file, keptAccount{
		accountVersion, c.Login, c.Password, c.Owner, c.Organisation, c.Telephone, string(c.Token.Encode(true)), a.documents, a.sessions,
	})
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
	return &account{customer: customer, file: file, documents: kept.Documents, sessions: kept.Sessions}, nil
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

// change calls f, which may change the account, and keeps what it has changed. If that fails, nothing
// has changed.
func (a *account) change(f func() error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	documents, sessions := slices.Clone(a.documents), slices.Clone(a.sessions)
	err := f()
	if err == nil {
		if err = a.keep(); err == nil {
			return nil
		}
		err = fmt.Errorf("the account cannot be saved: %w", err)
	}
	a.documents, a.sessions = documents, sessions
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
