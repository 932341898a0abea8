package bank

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/profiles"
)

func TestCustomers(t *testing.T) {
	folder := t.TempDir()
	profile := "serial: \"000500000099\"\nsecret: {hex: \"3132333435363738393031323334353637383930\"}\ncounter: 42\n"
	if err := os.WriteFile(filepath.Join(folder, "worn.yaml"), []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := parseCustomers(profiles.Library{}, filepath.Join(folder, "customers.yaml"), []byte(`
customers:
  - {login: anna, password: birch-17, owner: Иванова, organisation: "Ромашка", telephone: "+7 000 000-00-01", serial: "000500000001"}
  - {login: boris, owner: Boris Petrov, organisation: Example Ltd, profile: worn.yaml}
  - {login: vera, owner: Vera Wood, organisation: Example Ltd}
`))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 3 {
		t.Fatalf("%d customers", len(all))
	}
	anna, boris, vera := all[0], all[1], all[2]
	if anna.Login != "anna" || anna.Password != "birch-17" || anna.Owner != "Иванова" || anna.Organisation != "Ромашка" || anna.Telephone != "+7 000 000-00-01" {
		t.Errorf("the first customer is %+v", anna)
	}
	if anna.Token.Serial != "000500000001" || len(anna.Token.Secret.Key()) != 0 {
		t.Errorf("the first token is %s, with %s: the bank makes the secret up", anna.Token.Serial, anna.Token.Secret)
	}
	if boris.Telephone != "" || boris.Token.Serial != "000500000099" || boris.Token.Counter != 42 || len(boris.Token.Secret.Key()) != 20 {
		t.Errorf("the second customer is %+v, the token %+v", boris, boris.Token)
	}
	if vera.Password != "" || vera.Token != nil {
		t.Errorf("the third customer is %+v: the bank makes up password and token", vera)
	}
}

// Every problem is reported, with its line, its field and what is allowed. Passwords are not shown.
func TestCustomersRefused(t *testing.T) {
	const right = "login: anna, owner: Ivanova, organisation: Romashka"
	for _, row := range []struct{ text, want string }{
		{"", "customers.yaml: the document is empty: a customers file needs at least customers"},
		{"clients: []", "customers.yaml:1: customers: missing: must be a list of customers"},
		{"customers: []", "customers.yaml:1: customers: is empty: must have at least one customer"},
		{"customers: anna", "customers.yaml:1: customers: must be a list, each item a mapping with fields of its own"},
		{"customers:\n- {login: anna, owner: Ivanova}", "customers.yaml:2: customers[1].organisation: missing: must be 1 to 200 printable characters"},
		{"customers:\n- {login: ' anna', owner: o, organisation: o}", `customers.yaml:2: customers[1].login: " anna": must be 1 to 200 printable characters, without spaces around them`},
		{"customers:\n- {" + right + ", serial: 000500000001}", "customers.yaml:2: customers[1].serial: not text: must be 1 to 200 printable characters"},
		{"customers:\n- {" + right + ", serial: \"1\", profile: demo}", "customers.yaml:2: customers[1].profile: a profile has the serial already"},
		{"customers:\n- {" + right + ", profile: no-such-token}", "customers.yaml:2: customers[1].profile: "},
		{"customers:\n- {" + right + ", profile: \"-\"}", "customers.yaml:2: customers[1].profile: standard input is not available"},
		{"customers:\n- {" + right + ", phone: \"2\"}", "customers.yaml:2: customers[1].phone: unknown field: must be one of login, owner, organisation, password, telephone, serial, profile"},
		{"customers:\n- {" + right + ", password: \"\"}", "customers.yaml:2: customers[1].password: must be 1 to 200 printable characters"},
		{"customers:\n- {" + right + ", password: \"hunter\\t2\"}", "customers.yaml:2: customers[1].password: must be 1 to 200 printable characters"},
		{"customers:\n- {" + right + "}\n- {" + right + "}", "customers.yaml:3: customers[2].login: another customer has the login anna"},
		{"customers:\n- {" + right + ", profile: demo}\n- {login: b, owner: o, organisation: o, serial: \"000000000000\"}", "customers.yaml:3: customers[2].serial: another customer has the serial 000000000000"},
	} {
		_, err := parseCustomers(profiles.Library{}, "customers.yaml", []byte(row.text))
		if err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "hunter") {
			t.Errorf("%s\nthe error is %v\nwant        %s", row.text, err, row.want)
		}
	}
}
