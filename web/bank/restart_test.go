package bank_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
	"etokenpass/web"
	"etokenpass/web/bank"
)

// inFolder keeps a bank in a folder.
func inFolder(t *testing.T, folder string) func(bool) (bank.Keeping, error) {
	t.Helper()
	keys, err := sqlstore.NewKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "tms.db")
	store, err := sqlstore.Create(t.Context(), path, keys, tms.DefaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return func(bool) (bank.Keeping, error) {
		store, err := sqlstore.Open(context.Background(), path, keys)
		if err != nil {
			return bank.Keeping{}, err
		}
		return bank.Keeping{Store: store, Tokens: &device.Store{Folder: filepath.Join(folder, "tokens")}, Folder: folder, Close: store.Close}, nil
	}
}

// After a restart, sessions, documents and counters are where they were.
func TestRestart(t *testing.T) {
	folder := t.TempDir()
	keep := inFolder(t, folder)
	kept := func(o *bank.Options) { o.Keep = keep }
	before := open(t, kept)
	b := before.browser()
	b.signIn(anna, annasPassword)
	used := before.key(annasToken)
	b.enter(used)
	document := b.write()
	if err := before.server.Close(); err != nil {
		t.Fatal(err)
	}

	after := open(t, kept)
	again := after.browser()
	again.client.Jar = b.client.Jar
	if got := again.get(document); got.status != http.StatusOK || !strings.Contains(got.text, "Example Ltd") {
		t.Errorf("the document: %d at %s", got.status, got.path)
	}
	again.send(document+"/sign", nil)
	if got := again.send(document+"/key", map[string][]string{"key": {used}}); got.status != http.StatusForbidden {
		t.Errorf("the key of the login again: %d", got.status)
	}
	if got := again.send(document+"/key", map[string][]string{"key": {after.key(annasToken)}}); got.path != document {
		t.Errorf("the next key: %d at %s", got.status, got.path)
	}
}

// After a restart, what is made up for new customers is still unlike that of the others.
func TestCreateCustomerAfterRestart(t *testing.T) {
	keep := inFolder(t, t.TempDir())
	kept := func(o *bank.Options) { o.Keep = keep }
	serials := map[any]bool{}
	for range 2 {
		bank := open(t, kept)
		for range 2 {
			serials[bank.call("POST", "/customers", `{}`, http.StatusCreated)["serial"]] = true
		}
		if err := bank.server.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(serials) != 4 {
		t.Errorf("the serials are %v", serials)
	}
}

// A bank with a damaged file does not start, and says which file it is.
func TestDamagedFiles(t *testing.T) {
	policy, _, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	folder := t.TempDir()
	options := bank.Options{Policy: policy, Keep: inFolder(t, folder), Start: web.DefaultStart}
	server, err := bank.New(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "customers", "anna*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	for _, path := range []string{files[0], filepath.Join(folder, "setup.json"), filepath.Join(folder, "clock.json")} {
		right, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, damaged := range []string{"", "[]", `{"other":1}`, string(right) + "}", string(right[:len(right)/2])} {
			if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := bank.New(options); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("%.40q in %s: %v", damaged, path, err)
			}
		}
		if err := os.WriteFile(path, right, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_ = open(t, func(o *bank.Options) { o.Keep = options.Keep })
}

// A serial that is given to a customer is not made up for one before.
func TestGivenSerials(t *testing.T) {
	given := bank.Customer{Login: "second", Token: profiles.New(annasToken, profiles.Secret{})}
	bank := open(t, func(o *bank.Options) { o.Customers = []bank.Customer{{Login: "first"}, given, {Login: "third"}} })
	for login, want := range map[string]string{"first": "000500100002", "second": annasToken, "third": "000500100003"} {
		if got := bank.call("GET", "/customers/"+login, "", http.StatusOK)["serial"]; got != want {
			t.Errorf("%s has the token %s, want %s", login, got, want)
		}
	}
}

// A bank whose first start ended early gets the rest of its customers at the next one.
func TestRestartOfNewBank(t *testing.T) {
	keep := inFolder(t, t.TempDir())
	policy, _, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	customers := []bank.Customer{{Login: "first"}, {Login: "second", Token: profiles.New("1", profiles.Secret{})}}
	with := func(third string) []bank.Customer { return slices.Concat(customers, []bank.Customer{{Login: third}}) }
	if _, err := bank.New(bank.Options{Policy: policy, Keep: keep, Customers: with(" third")}); err == nil {
		t.Fatal("the third customer was added")
	}
	after := open(t, func(o *bank.Options) { o.Keep, o.Customers = keep, with("third") })
	if list := after.call("GET", "/customers", "", http.StatusOK)["customers"].([]any); len(list) != 3 {
		t.Errorf("the customers are %v", list)
	}
	if token := customers[1].Token; len(token.Secret.Key()) != 0 {
		t.Error("the caller's profile got a secret: after a reset the token would have the same")
	}
}
