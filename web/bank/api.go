package bank

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/profiles"
	"etokenpass/web"
	"etokenpass/web/client"
)

// title is that of the API.
const title = "etokenpass bank"

// addAPI adds the API of the bank to a mux, and returns its description. The tokens and the console
// have APIs of their own, below their paths.
func (s *Server) addAPI(mux *http.ServeMux, w *world) *huma.OpenAPI {
	api := web.NewAPI(mux, web.Info{
		Title: title, Version: s.options.Version, Ready: w.desk.Ready,
		Description: "A practice bank for end-to-end tests: customers, the clock, a reset, and rehearsals. Codes come from the API of the tokens, described at /tokens/docs; the validator is described at /desk/docs.",
	})
	s.addCustomers(api, w)
	s.addDeletion(api, w)
	s.addReset(api)
	s.addClock(api, w)
	w.rehearsals.AddAPI(api)
	return api.OpenAPI()
}

// CustomerInfo is a customer as clients see it. Everything is for practice, so the password is in it.
type CustomerInfo struct {
	Login        string `json:"login" doc:"The login of Internet-Client, and the user's name at the validator." example:"anna"`
	Password     string `json:"password" doc:"The password of Internet-Client." example:"romashka"`
	Owner        string `json:"owner" doc:"Who has the token." example:"Smith"`
	Organisation string `json:"organisation" doc:"The organisation." example:"Foxglove Ltd"`
	Telephone    string `json:"telephone,omitempty" doc:"The telephone."`
	Serial       string `json:"serial" doc:"The serial of the token that the customer was given." example:"000500100001"`
	Token        string `json:"token" doc:"The path of that token in the API of the tokens: append /code for a session key." example:"/tokens/api/v1/tokens/000500100001-0f5c7d6d5c1b4c3a"`
}

// info returns a customer as clients see it.
func (c *Customer) info() CustomerInfo {
	return CustomerInfo{
		Login: c.Login, Password: c.Password, Owner: c.Owner, Organisation: c.Organisation, Telephone: c.Telephone,
		Serial: c.Token.Serial, Token: tokensPath + web.APIPath + "/tokens/" + url.PathEscape(profiles.FileName(c.Token.Serial)),
	}
}

// NewCustomer says how a customer is to be. What is left out is made up.
type NewCustomer struct {
	Login        string        `json:"login,omitempty" maxLength:"200"`
	Password     string        `json:"password,omitempty" maxLength:"200"`
	Owner        string        `json:"owner,omitempty" maxLength:"200"`
	Organisation string        `json:"organisation,omitempty" maxLength:"200"`
	Telephone    string        `json:"telephone,omitempty" maxLength:"200"`
	Token        ProfileFields `json:"token,omitempty"`
}

// ProfileFields are the fields of a profile. Its numbers are [json.Number]: a counter need not fit into a
// float.
type ProfileFields map[string]any

// UnmarshalJSON implements [json.Unmarshaler].
func (f *ProfileFields) UnmarshalJSON(data []byte) error {
	fields := json.NewDecoder(bytes.NewReader(data))
	fields.UseNumber()
	return fields.Decode((*map[string]any)(f))
}

// Schema describes them.
func (ProfileFields) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true,
		Description: "The fields of a profile, as for etokenpass serve: serial, secret, display and so on.",
	}
}

// TransformSchema adds an example to the documentation.
func (NewCustomer) TransformSchema(_ huma.Registry, schema *huma.Schema) *huma.Schema {
	schema.Examples = []any{map[string]any{"owner": "Smith", "organisation": "Foxglove Ltd"}}
	return schema
}

// customer returns the customer to be added.
func (n *NewCustomer) customer() (Customer, error) {
	c := Customer{Login: n.Login, Password: n.Password, Owner: n.Owner, Organisation: n.Organisation, Telephone: n.Telephone}
	if len(n.Token) == 0 {
		return c, nil
	}
	token, err := tokenOf(n.Token)
	c.Token = token
	return c, err
}

type loginPath struct {
	Login string `path:"login" maxLength:"1000" doc:"The customer." example:"anna"`
}

// CustomerList lists customers.
type CustomerList struct {
	Customers []CustomerInfo `json:"customers" nullable:"false" doc:"In the order of their logins."`
}

// DocumentList lists the documents of a customer.
type DocumentList struct {
	Documents []DocumentInfo `json:"documents" nullable:"false" doc:"In the order in which they were written."`
}

// DocumentInfo is a document as clients see it.
type DocumentInfo struct {
	ID      string               `json:"id"`
	Number  int                  `json:"number" example:"1"`
	State   client.DocumentState `json:"state" enum:"written,signed,sent"`
	Payee   string               `json:"payee"`
	Account string               `json:"account"`
	Amount  string               `json:"amount" example:"1500.00"`
	Purpose string               `json:"purpose"`
}

func operation(id, method, path, summary, tag string, errors ...int) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: web.APIPath + path, Summary: summary, Tags: []string{tag}, Errors: errors,
		Description: "For callers with the role admin.",
	}
}

// register adds an operation for administrators.
func register[I, O any](s *Server, api huma.API, op huma.Operation, do func(context.Context, *I) (O, error)) {
	op.Errors = append(op.Errors, http.StatusForbidden)
	web.Register(api, op, func(ctx context.Context, in *I) (*web.Answer[O], error) {
		if err := s.permit(ctx); err != nil {
			return nil, err
		}
		return web.Reply(do(ctx, in))
	})
}

func (s *Server) addCustomers(api huma.API, w *world) {
	const tag = "customers"
	create := operation("create-customer", http.MethodPost, "/customers", "Create a customer, with a token", tag, http.StatusConflict)
	create.DefaultStatus = http.StatusCreated
	register(s, api, create, func(_ context.Context, in *struct{ Body NewCustomer }) (CustomerInfo, error) {
		customer, err := in.Body.customer()
		if err != nil {
			return CustomerInfo{}, err
		}
		a, err := w.addCustomer(customer)
		if err != nil {
			return CustomerInfo{}, err
		}
		return a.customer.info(), nil
	})
	register(s, api, operation("list-customers", http.MethodGet, "/customers", "List the customers", tag),
		func(context.Context, *struct{}) (CustomerList, error) {
			list := CustomerList{Customers: []CustomerInfo{}}
			for _, a := range w.customers.all() {
				list.Customers = append(list.Customers, a.customer.info())
			}
			return list, nil
		})
	register(s, api, operation("get-customer", http.MethodGet, "/customers/{login}", "Get a customer", tag, http.StatusNotFound),
		func(_ context.Context, in *loginPath) (CustomerInfo, error) {
			a, err := w.customer(in.Login)
			if err != nil {
				return CustomerInfo{}, err
			}
			return a.customer.info(), nil
		})
	register(s, api, operation("list-documents", http.MethodGet, "/customers/{login}/documents", "List the documents of a customer", tag, http.StatusNotFound),
		func(_ context.Context, in *loginPath) (DocumentList, error) {
			a, err := w.customer(in.Login)
			if err != nil {
				return DocumentList{}, err
			}
			return a.list(), nil
		})
}

// addDeletion adds the operation for tests that clean up.
func (s *Server) addDeletion(api huma.API, w *world) {
	op := operation("delete-customer", http.MethodDelete, "/customers/{login}", "Delete a customer", "customers", http.StatusNotFound, http.StatusConflict, http.StatusForbidden)
	op.Description = "With documents, sessions, which end at once, and the token that the customer was given, even if another user has it now. The validator keeps " +
		"token and user, as its journal does, and refuses both. So the token's serial cannot be used again in this bank; the login can. " + op.Description
	web.Register(api, op, func(ctx context.Context, in *loginPath) (*struct{}, error) {
		if err := s.permit(ctx); err != nil {
			return nil, err
		}
		return nil, w.deleteCustomer(ctx, in.Login)
	})
}

// customer returns the account of a login that must exist. The error is a [*web.Problem].
func (w *world) customer(login string) (*account, error) {
	a, ok := w.customers.find(login)
	if !ok {
		return nil, noCustomer()
	}
	return a, nil
}

// list returns the documents as clients see them.
func (a *account) list() DocumentList {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := DocumentList{Documents: []DocumentInfo{}}
	for d := range slices.Values(a.documents) {
		list.Documents = append(list.Documents, DocumentInfo{d.ID, d.Number, d.State, d.Draft.Payee, d.Draft.Account, d.Draft.Amount, d.Draft.Purpose})
	}
	return list
}

func (s *Server) addClock(api huma.API, w *world) {
	register(s, api, operation("get-clock", http.MethodGet, "/clock", "Read the bank's clock", "for tests"),
		func(context.Context, *struct{}) (web.Clock, error) { return w.clock.State(), nil })
	change := operation("change-clock", http.MethodPost, "/clock", "Change the bank's clock", "for tests", http.StatusConflict)
	change.Description = "Only on a server with `--clock virtual`, whose time stands still until a request moves it. Tokens, validator and rehearsals have the same clock. " + change.Description
	register(s, api, change, func(_ context.Context, in *struct{ Body web.ClockChange }) (web.Clock, error) {
		err := w.clock.Change(in.Body)
		return w.clock.State(), err
	})
}

func (s *Server) addReset(api huma.API) {
	reset := operation("reset", http.MethodPost, "/reset", "Begin again with a new bank", "for tests")
	reset.Description = "Customers, documents, sessions, rehearsals and the journal are discarded; the customers are those of the start, and a virtual clock is at its start again. Their tokens have new secrets, unless the server has `--random-seed`. " + reset.Description
	register(s, api, reset, func(context.Context, *struct{}) (CustomerList, error) {
		w, err := s.reset()
		if err != nil {
			return CustomerList{}, err
		}
		list := CustomerList{Customers: []CustomerInfo{}}
		for _, a := range w.customers.all() {
			list.Customers = append(list.Customers, a.customer.info())
		}
		return list, nil
	})
}
