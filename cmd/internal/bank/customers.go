package bank

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/input"
	"etokenpass/internal/strictyaml"
	"etokenpass/profiles"
	"etokenpass/web/bank"
)

// The limits of a customers file.
const (
	maxFile       = 1 << 20 // bytes
	mostCustomers = 1000
	longestText   = 200 // characters
)

// customersFile describes a customers file in errors.
var customersFile = strictyaml.Kind{
	Name: "a customers file", Fields: "customers",
	Advice: "write customers:, then a list of mappings with login, owner and organisation",
}

// readCustomers returns the customers in the file that the flag names, or nil without the flag.
func (o *options) readCustomers(a *cli.App) ([]bank.Customer, error) {
	name := o.customers.Value
	if name == "" {
		return nil, nil
	}
	data, err := input.ReadFile(name, a.In, maxFile)
	if err != nil {
		return nil, cli.Hinted(fmt.Errorf("cannot read the customers: %w", err),
			"name a file that has customers:, then a list of mappings with login, owner and organisation")
	}
	library := a.Library()
	library.Stdin = nil // a profile in the file cannot be standard input
	return parseCustomers(library, name, data)
}

// parseCustomers returns the customers in a file. The profiles of their tokens are in the library,
// or have a path relative to the file.
func parseCustomers(library profiles.Library, name string, data []byte) ([]bank.Customer, error) {
	r := reader{library: library, folder: filepath.Dir(name), used: map[string]bool{}}
	err := customersFile.Parse(cli.InputName(name), data, func(m *strictyaml.Mapping) {
		if m.Require("customers", "a list of customers") && m.IsEmptyList("customers") {
			m.Problem("customers", "", "is empty: must have at least one customer")
		}
		m.Mappings("customers", mostCustomers, r.customer)
	})
	if err != nil {
		return nil, err
	}
	return r.all, nil
}

// reader reads the customers of a file.
type reader struct {
	library profiles.Library
	folder  string          // of the file
	used    map[string]bool // logins and serials, which are unique
	all     []bank.Customer
}

func (r *reader) customer(m *strictyaml.Mapping) {
	c := bank.Customer{Login: requiredText(m, "login"), Owner: requiredText(m, "owner"), Organisation: requiredText(m, "organisation")}
	r.unique(m, "login", "login", c.Login)
	c.Password, _ = m.Secret("password", lineAllowed, isLine)
	c.Telephone = text(m, "telephone")
	c.Token = r.token(m)
	r.all = append(r.all, c)
}

// token returns the profile of a customer's token. If it is nil or has no secret, the bank makes one up.
func (r *reader) token(m *strictyaml.Mapping) *profiles.Profile {
	serial, name := text(m, "serial"), text(m, "profile")
	switch {
	case m.Has("serial") && m.Has("profile"):
		m.Problem("profile", "leave out the serial", "a profile has the serial already")
	case serial != "":
		r.unique(m, "serial", "serial", serial)
		return profiles.New(serial, profiles.Secret{})
	case name != "":
		return r.profile(m, name)
	}
	return nil
}

// profile returns the profile of a name, or of a path relative to the file.
func (r *reader) profile(m *strictyaml.Mapping, name string) *profiles.Profile {
	if profiles.IsPath(name) && !filepath.IsAbs(name) {
		name = filepath.Join(r.folder, name)
	}
	profile, err := r.library.Open(name)
	if err != nil {
		m.Problem("profile", "", "%v", err)
		return nil
	}
	r.unique(m, "profile", "serial", profile.Serial)
	if profile.Digits != profiles.DefaultDigits {
		m.Problem("profile", "", "codes of %d digits: Internet-Client takes session keys of %d", profile.Digits, profiles.DefaultDigits)
	}
	return profile
}

// unique refuses a login or serial, from a field of a customer, that another customer has.
func (r *reader) unique(m *strictyaml.Mapping, field, kind, value string) {
	key := kind + " " + value
	if value != "" && r.used[key] {
		m.Problem(field, "", "another customer has the %s %s", kind, value)
	}
	r.used[key] = true
}

func requiredText(m *strictyaml.Mapping, field string) string {
	m.Require(field, lineAllowed)
	return text(m, field)
}

func text(m *strictyaml.Mapping, field string) string {
	value, _ := m.Text(field, lineAllowed, isLine)
	return value
}

const lineAllowed = "1 to 200 printable characters, without spaces around them"

func isLine(s string) bool {
	unprintable := func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) }
	return s != "" && s == strings.TrimSpace(s) && utf8.RuneCountInString(s) <= longestText && !strings.ContainsFunc(s, unprintable)
}
