package bank_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"etokenpass/tms"
	"etokenpass/web/bank"
)

// Of a deleted customer, nothing can be used any more. The login is free for another customer.
func TestDeleteCustomer(t *testing.T) {
	bank := open(t)
	b, waiting := bank.browser(), bank.browser()
	waiting.signIn(anna, annasPassword)
	b.signIn(anna, annasPassword)
	b.enter(bank.key(annasToken))
	document := b.write()
	bank.call("DELETE", "/customers/anna", "", http.StatusNoContent)
	for _, got := range []page{b.get(document), b.send(document+"/sign", nil), waiting.enter(wrong), waiting.send("/internet-client/key/cancel", nil)} {
		if got.path != "/internet-client/login" {
			t.Errorf("a session is still valid: %d at %s", got.status, got.path)
		}
	}
	if got := bank.browser().signIn(anna, annasPassword); got.status != http.StatusForbidden || got.path != "/internet-client/login" {
		t.Errorf("a login: %d at %s", got.status, got.path)
	}
	if got := bank.browser().get("/tokens/api/v1/tokens/" + annasToken); got.status != http.StatusNotFound {
		t.Errorf("the token: %d", got.status)
	}
	for _, method := range []string{"GET", "DELETE"} {
		bank.call(method, "/customers/anna", "", http.StatusNotFound)
	}
	if list := bank.call("GET", "/customers", "", http.StatusOK)["customers"].([]any); len(list) != 3 {
		t.Errorf("the customers are %v", list)
	}

	created := bank.call("POST", "/customers", `{"login":"anna"}`, http.StatusCreated)
	again := bank.browser()
	again.signIn(anna, created["password"].(string))
	if got := again.enter(bank.key(created["serial"].(string))); got.path != "/internet-client/documents" || strings.Contains(got.text, "Example Ltd") {
		t.Errorf("a new customer with the login: %d at %s", got.status, got.path)
	}
}

// The token of a deleted customer never comes back with a session key that it had before: its serial is
// used, and if the help desk takes it up again, the validator still knows what has been used.
func TestTokenOfDeletedCustomer(t *testing.T) {
	bank := open(t)
	b := bank.browser()
	const token = `{"serial":"777","secret":{"hex":"3132333435363738393031323334353637383930"}}`
	created := bank.call("POST", "/customers", `{"login":"olga","token":`+token+`}`, http.StatusCreated)
	b.signIn("olga", created["password"].(string))
	used := bank.key("777")
	b.enter(used)
	bank.call("DELETE", "/customers/olga", "", http.StatusNoContent)
	bank.call("POST", "/customers", `{"token":`+token+`}`, http.StatusConflict)
	desk := bank.browser()
	desk.send("/desk/token", url.Values{"serial": {"777"}, "do": {"enable"}})
	if got := desk.send("/desk/user", url.Values{"user": {anna}, "serial": {annasToken}, "do": {"unassign"}}); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	if got := desk.send("/desk/user", url.Values{"user": {anna}, "serial": {"777"}, "do": {"assign"}}); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	b.signIn(anna, annasPassword)
	if got := b.enter(used); got.status != http.StatusForbidden {
		t.Errorf("the used key: %d at %s", got.status, got.path)
	}
	if got := b.enter("359152"); got.path != "/internet-client/documents" { // its second, as RFC 4226 has it
		t.Errorf("the next key: %d at %s", got.status, got.path)
	}
}

// A customer who was given another token loses both; so does whoever has the customer's own.
func TestDeleteCustomerWithExchangedToken(t *testing.T) {
	bank := open(t)
	desk := bank.browser()
	for _, change := range [][3]string{
		{anna, annasToken, "unassign"}, {"boris", borissToken, "unassign"}, {anna, borissToken, "assign"}, {"boris", annasToken, "assign"},
	} {
		desk.send("/desk/user", url.Values{"user": {change[0]}, "serial": {change[1]}, "do": {change[2]}})
	}
	bank.call("DELETE", "/customers/anna", "", http.StatusNoContent)
	if got := desk.get("/desk/api/v1/tokens?serial=" + borissToken); got.status != http.StatusOK || strings.Contains(got.text, anna) || strings.Contains(got.text, "disabled") {
		t.Errorf("the token in the customer's hand: %s", got.text)
	}
	if got := desk.get("/desk/api/v1/users?user=boris"); got.status != http.StatusOK || strings.Contains(got.text, annasToken) || strings.Contains(got.text, `"state":"disabled"`) {
		t.Errorf("who has the customer's token: %s", got.text)
	}
	bank.call("DELETE", "/customers/boris", "", http.StatusNoContent)
}

// Several requests at once delete a customer once, and leave no session behind.
func TestDeleteCustomerAtOnce(t *testing.T) {
	disk := newDisk(t)
	bank := open(t, disk.options)
	var all sync.WaitGroup
	statuses := make([]int, 8)
	for i := range statuses {
		all.Go(func() {
			request, _ := http.NewRequest(http.MethodDelete, bank.url+"/api/v1/customers/anna", nil)
			statuses[i] = bank.browser().read(bank.browser().client.Do(request)).status
		})
		all.Go(func() {
			b := bank.browser()
			if got := b.signIn(anna, annasPassword); got.status >= http.StatusInternalServerError {
				t.Errorf("%d at %s", got.status, got.path)
			}
			if got := b.send("/internet-client/key/cancel", nil); got.status >= http.StatusInternalServerError {
				t.Errorf("%d at %s", got.status, got.path)
			}
		})
	}
	all.Wait()
	deleted := 0
	for _, status := range statuses {
		switch status {
		case http.StatusNoContent:
			deleted++
		case http.StatusNotFound:
		default:
			t.Errorf("status %d", status)
		}
	}
	if deleted != 1 {
		t.Errorf("deleted %d times", deleted)
	}
	disk.has(t, 3)
}

// disk is a folder with a bank, whose store takes a number of changes until the disk is full.
type disk struct {
	folder string
	left   int    // how many more changes the store takes
	full   func() // is called when it takes none; nil: nothing
	keep   func(bool) (bank.Keeping, error)
}

// enough is more changes than a test makes.
const enough = 1000

func newDisk(t *testing.T) *disk {
	t.Helper()
	folder := t.TempDir()
	return &disk{folder: folder, left: enough, full: func() {}, keep: inFolder(t, folder)}
}

// options lets a bank be kept on the disk.
func (d *disk) options(o *bank.Options) {
	o.Keep = func(fresh bool) (bank.Keeping, error) {
		keeping, err := d.keep(fresh)
		keeping.Store = store{keeping.Store, d}
		return keeping, err
	}
}

// has checks how many customers the bank has on the disk.
func (d *disk) has(t *testing.T, want int) {
	t.Helper()
	if files, err := os.ReadDir(filepath.Join(d.folder, "customers")); err != nil || len(files) != want {
		t.Errorf("%d files of customers, want %d: %v", len(files), want, err)
	}
}

// store is a store on a disk.
type store struct {
	tms.Store
	disk *disk
}

func (s store) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	if s.disk.left == 0 {
		s.disk.full()
		return nil, errors.New("no space left on device")
	}
	s.disk.left--
	return s.Store.Update(ctx, changes...)
}

// mostSteps is how many changes of the validator's records a deletion makes.
const mostSteps = 3

// A deletion that fails in the middle is one all the same. It is completed by the same request, or by the
// next start.
func TestDeletionFails(t *testing.T) {
	for steps := range mostSteps + 1 {
		for _, restart := range []bool{false, true} {
			t.Run(fmt.Sprintf("after %d changes, restart %t", steps, restart), func(t *testing.T) {
				disk := newDisk(t)
				branch := open(t, disk.options)
				b := branch.browser()
				b.signIn(anna, annasPassword)
				b.enter(branch.key(annasToken))
				disk.left = steps
				want := http.StatusInternalServerError
				if steps == mostSteps {
					want = http.StatusNoContent
				}
				branch.call("DELETE", "/customers/anna", "", want)
				disk.left = enough
				if got := b.get("/internet-client/documents"); got.path != "/internet-client/login" {
					t.Errorf("the session: %d at %s", got.status, got.path)
				}
				branch.call("GET", "/customers/anna", "", http.StatusNotFound)
				switch {
				case restart:
					if err := branch.server.Close(); err != nil {
						t.Fatal(err)
					}
					branch = open(t, disk.options)
				case steps < mostSteps:
					branch.call("POST", "/customers", `{"login":"anna"}`, http.StatusConflict)
					branch.call("DELETE", "/customers/anna", "", http.StatusNoContent)
				}
				branch.isGone(anna, annasToken)
				disk.has(t, 3)
				created := branch.call("POST", "/customers", `{"login":"anna"}`, http.StatusCreated)
				branch.canSignIn(created)
			})
		}
	}
}

// isGone checks that nothing is left of a customer.
func (b *branch) isGone(login, serial string) {
	b.Helper()
	b.call("DELETE", "/customers/"+login, "", http.StatusNotFound)
	desk := b.browser()
	for _, path := range []string{"/desk/api/v1/users?user=" + login, "/desk/api/v1/tokens?serial=" + serial} {
		if got := desk.get(path); !strings.Contains(got.text, "disabled") || strings.Contains(got.text, login) && strings.Contains(got.text, serial) {
			b.Errorf("%s: %s", path, got.text)
		}
	}
	if got := desk.get("/tokens/api/v1/tokens/" + serial); got.status != http.StatusNotFound {
		b.Errorf("the token: %d", got.status)
	}
}

// canSignIn checks that a customer can sign in with the token.
func (b *branch) canSignIn(created map[string]any) {
	b.Helper()
	browser := b.browser()
	browser.signIn(created["login"].(string), created["password"].(string))
	if got := browser.enter(b.key(created["serial"].(string))); got.path != "/internet-client/documents" {
		b.Errorf("signing in: %d at %s", got.status, got.path)
	}
}

// A deletion that cannot be kept has not happened.
func TestDeletionIsNotKept(t *testing.T) {
	folder := t.TempDir()
	keep := inFolder(t, folder)
	branch := open(t, func(o *bank.Options) { o.Keep = keep })
	b := branch.browser()
	b.signIn(anna, annasPassword)
	b.enter(branch.key(annasToken))
	customers := filepath.Join(folder, "customers")
	if err := os.Rename(customers, customers+".away"); err != nil {
		t.Fatal(err)
	}
	branch.call("DELETE", "/customers/anna", "", http.StatusInternalServerError)
	if err := os.Rename(customers+".away", customers); err != nil {
		t.Fatal(err)
	}
	if got := b.get("/internet-client/documents"); got.path != "/internet-client/documents" {
		t.Errorf("the session: %d at %s", got.status, got.path)
	}
	branch.canSignIn(map[string]any{"login": anna, "password": annasPassword, "serial": annasToken})
}

// A new customer with the login of a deleted one is complete after the next start, wherever the process
// was killed.
func TestRestartOfRecreation(t *testing.T) {
	const steps = 4 // of the validator: import, assign, unlock, enable
	for steps := range steps {
		t.Run(fmt.Sprintf("after %d changes", steps), func(t *testing.T) {
			disk := newDisk(t)
			before := open(t, disk.options)
			before.call("POST", "/customers", `{"login":"olga"}`, http.StatusCreated)
			before.call("DELETE", "/customers/olga", "", http.StatusNoContent)
			customers, copied := filepath.Join(disk.folder, "customers"), filepath.Join(t.TempDir(), "customers")
			disk.left, disk.full = steps, func() {
				if err := os.CopyFS(copied, os.DirFS(customers)); err != nil {
					t.Error(err)
				}
			}
			before.call("POST", "/customers", `{"login":"olga","password":"birch"}`, http.StatusInternalServerError)
			disk.left = enough
			if err := errors.Join(before.server.Close(), os.RemoveAll(customers), os.Rename(copied, customers)); err != nil {
				t.Fatal(err)
			}
			after := open(t, disk.options)
			after.canSignIn(after.call("GET", "/customers/olga", "", http.StatusOK))
		})
	}
}
