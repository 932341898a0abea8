package bank

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"etokenpass/internal/durable"
)

// openCustomers reads the customers in the folder. A new bank gets those of the options; if it was
// interrupted while it added them, the next start adds the rest.
func (w *world) openCustomers(o *Options) error {
	accounts, err := readAccounts(below(w.keeping.Folder, customersFolder))
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if err := w.resume(a); err != nil {
			return fmt.Errorf("%s: %w", a.file, err)
		}
	}
	if done, err := w.isSetUp(); done || err != nil {
		return err
	}
	all := o.Customers
	if all == nil {
		all = samples()
	}
	// The others must not get a serial that is made up like a given one.
	givenFirst := slices.SortedStableFunc(slices.Values(all), func(a, b Customer) int { return lacksSerial(a) - lacksSerial(b) })
	for _, customer := range givenFirst {
		if w.customers.has(customer.Login) {
			continue
		}
		if _, err := w.addCustomer(customer); err != nil {
			return fmt.Errorf("customer %s: %w", customer.Login, err)
		}
	}
	return w.noteSetUp()
}

// lacksSerial returns 1 if the serial of a customer's token has to be made up, and 0 if not.
func lacksSerial(c Customer) int {
	if c.Token == nil || c.Token.Serial == "" {
		return 1
	}
	return 0
}

// resume goes on with an account that was kept: with its deletion, if that has begun.
func (w *world) resume(a *account) error {
	if a.life.Load() == deleted {
		return w.finishDeletion(context.Background(), a)
	}
	if err := w.customers.add(a); err != nil {
		return err
	}
	return w.open(a)
}

// keptSetUp is the file of a bank that has had its first customers.
type keptSetUp struct {
	Version int `json:"version"`
}

const (
	setUpVersion = 1
	setUpFile    = "setup.json"
)

// isSetUp reports whether the bank has had its first customers.
func (w *world) isSetUp() (bool, error) {
	if w.keeping.Folder == "" {
		return false, nil
	}
	var kept keptSetUp
	err := readJSON(below(w.keeping.Folder, setUpFile), &kept)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err == nil && kept.Version != setUpVersion:
		err = fmt.Errorf("%s has the version %d: must be %d", below(w.keeping.Folder, setUpFile), kept.Version, setUpVersion)
	}
	return true, err
}

// noteSetUp notes that the bank has had its first customers.
func (w *world) noteSetUp() error {
	if w.keeping.Folder == "" {
		return nil
	}
	return writeJSON(below(w.keeping.Folder, setUpFile), keptSetUp{setUpVersion})
}

// readAccounts reads all accounts in a folder; "" has none.
func readAccounts(folder string) (all []*account, err error) {
	if folder == "" {
		return nil, nil
	}
	made, err := durable.MakeFolder(folder)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(made.Sweep(), made.Close()); err != nil {
		return nil, err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".json") {
			continue
		}
		a, err := readAccount(filepath.Join(folder, file.Name()))
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}
