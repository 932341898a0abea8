package bank

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"

	"etokenpass/assets"
	"etokenpass/profiles"
	"etokenpass/tms"
	"etokenpass/tms/intake"
	"etokenpass/web"
	"etokenpass/web/client"
	"etokenpass/web/desk"
	"etokenpass/web/rehearsals"
	"etokenpass/web/tokens"
)

// world is everything of one bank: what it keeps, and the servers over that. A reset replaces it.
type world struct {
	keeping    Keeping
	clock      *clock
	validator  *tms.Validator
	customers  customers
	makes      maker
	deleting   sync.Mutex // held while a customer is deleted
	tokens     *tokens.Server
	desk       *desk.Server
	rehearsals *rehearsals.Server
	handler    http.Handler
	isClosed   atomic.Bool // whether it is closed, or being closed
}

// FirstPage is the path of the bank's first page.
const FirstPage = "/"

// The paths below which other servers are parts of the bank.
const (
	tokensPath     = "/tokens"
	deskPath       = "/desk"
	rehearsalsPath = "/rehearsals"
)

// newWorld opens what a bank keeps, and its servers. A new bank gets the customers of the options.
func (s *Server) newWorld(fresh bool) (_ *world, err error) {
	o := &s.options
	keeping, err := o.Keep(fresh)
	if err != nil {
		return nil, err
	}
	keeping.Store = desk.Counted(keeping.Store, o.Metrics)
	w := &world{keeping: keeping, customers: newCustomers(), makes: maker{seed: o.Seed}}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if w.clock, err = newClock(o.Start, keeping.Folder, o.Log); err != nil {
		return nil, err
	}
	w.validator = &tms.Validator{Store: keeping.Store, Policy: o.Policy, Requester: "internet-client", Channel: "bank"}
	if err := s.openServers(w); err != nil {
		return nil, err
	}
	w.clock.moved = func() {
		w.tokens.ClockMoved()
		w.rehearsals.ClockMoved()
	}
	if err := w.openCustomers(o); err != nil {
		return nil, err
	}
	s.mount(w)
	return w, nil
}

// openServers opens the servers over what the bank keeps.
func (s *Server) openServers(w *world) (err error) {
	o := &s.options
	shared := &tokens.SharedClock{Clock: w.clock.paced, Kind: w.clock.kind, Permit: s.permit, Change: w.clock.Change}
	w.tokens, err = tokens.New(tokens.Options{
		Version: o.Version, Base: tokensPath, Practice: FirstPage, Shared: shared, Seed: o.Seed, Store: w.keeping.Tokens, Reveal: o.Reveal, Log: o.Log,
	})
	if err != nil {
		return err
	}
	w.desk = desk.New(desk.Options{
		Version: o.Version, Base: deskPath, Practice: FirstPage, Store: w.keeping.Store, Policy: o.Policy, Clock: w.clock, RoleOf: deskRole,
		Open: o.Open, Reveal: o.Reveal, Log: o.Log,
	})
	w.rehearsals, err = rehearsals.New(rehearsals.Options{
		Base: rehearsalsPath, Version: o.Version, Folder: below(w.keeping.Folder, "rehearsals"), Clock: w.clock, Hosts: o.Hosts, Log: o.Log,
	})
	return err
}

// addCustomer adds a customer, and makes up what is missing. The customer is not seen before everything
// is kept.
func (w *world) addCustomer(customer Customer) (*account, error) {
	if err := w.makes.complete(&customer, w.isFree); err != nil {
		return nil, err
	}
	if err := customer.check(); err != nil {
		return nil, err
	}
	a := &account{customer: customer, file: fileOf(w.keeping.Folder, customer.Login)}
	if err := w.customers.add(a); err != nil {
		return nil, err
	}
	err := w.checkUnused(tms.Key{Serial: a.customer.Token.Serial, User: a.customer.Login})
	if err == nil {
		err = a.change(func() error { return nil })
	}
	if err == nil {
		err = w.open(a)
	}
	if err != nil {
		w.customers.remove(a)
		return nil, errors.Join(err, a.forget())
	}
	return a, nil
}

// checkUnused refuses a login or a serial, or both, for a new customer if it is used already, although
// no customer has it: the help desk can import and assign tokens, and tests can create some. The serial
// of a deleted customer is used for ever. The error is a [*web.Problem] if it is about that.
func (w *world) checkUnused(key tms.Key) error {
	record, err := w.validator.Record(context.Background(), key)
	switch {
	case err != nil:
		return err
	case key.User != "" && record.User != nil && !isDeleted(&record.User.Standing):
		return web.NewProblem(http.StatusConflict, "the validator already has a user with this login", "use another login, or leave it out to have one made up")
	case key.Serial != "" && record.Token != nil && isDeleted(&record.Token.Standing):
		return web.NewProblem(http.StatusConflict, "a deleted customer had the token with this serial", "use another serial, or leave it out to have one made up")
	case key.Serial != "" && (record.Token != nil || w.tokens.Has(key.Serial)):
		return web.NewProblem(http.StatusConflict, "there is already a token with this serial", "use another serial, or leave it out to have one made up")
	}
	return nil
}

// isFree reports whether a new customer can have a login or a serial, or both.
func (w *world) isFree(key tms.Key) (bool, error) {
	if w.customers.has(key.User) || w.customers.hasSerial(key.Serial) {
		return false, nil
	}
	err := w.checkUnused(key)
	if _, isUsed := errors.AsType[*web.Problem](err); isUsed {
		return false, nil
	}
	return err == nil, err
}

// open gives a customer's token to the validator, unless it has it, and to the tokens. From then on, the
// customer is seen.
func (w *world) open(a *account) error {
	if err := w.enroll(&a.customer); err != nil {
		return err
	}
	if err := w.tokens.Add(a.customer.Token); err != nil {
		return err
	}
	a.life.Store(open)
	return nil
}

// enroll makes the validator know a token and its user, who may be a deleted one. After that, what the
// validator knows counts: a help desk may have taken the token from the user.
func (w *world) enroll(customer *Customer) error {
	ctx := context.Background()
	serial := customer.Token.Serial
	record, err := w.validator.Record(ctx, tms.Key{Serial: serial, User: customer.Login})
	if err != nil {
		return err
	}
	if record.Token == nil {
		seed, err := intake.SeedOfProfile(customer.Token)
		if err != nil {
			return err
		}
		if _, err := w.validator.Import(ctx, w.call(), false, intake.TokenOf(seed)); err != nil {
			return conflict(err)
		}
	}
	if record.User != nil && !isDeleted(&record.User.Standing) {
		return nil
	}
	if record.Token == nil || record.Token.User != customer.Login {
		_, err = w.validator.Assign(ctx, w.call(), serial, customer.Login, tms.Assignment{Owner: customer.Owner, Organisation: customer.Organisation})
	}
	if err == nil && record.User != nil {
		err = w.restore(ctx, customer.Login)
	}
	return conflict(err)
}

// mount puts everything on one server.
func (s *Server) mount(w *world) {
	o, mux := &s.options, http.NewServeMux()
	part := func(path string, handler http.Handler) {
		mux.Handle(path+"/", http.StripPrefix(path, handler))
		mux.Handle("GET "+path, http.RedirectHandler(path+"/", http.StatusMovedPermanently))
	}
	part(clientPath, client.New(client.Options{
		Bank: teller{w}, Base: clientPath, Digits: profiles.DefaultDigits, Window: int(o.Policy.Window), Failures: o.Policy.MaxFailures, //nolint:gosec // a window is small
		HelpDesk: client.HelpDesk{Telephone: helpDeskTelephone}, Entry: "/", Log: o.Log,
	}))
	part(tokensPath, w.tokens)
	part(deskPath, w.desk)
	part(rehearsalsPath, w.rehearsals)
	s.addEntry(mux, w)
	s.addAPI(mux, w)
	web.AddLook(mux)
	mux.Handle("GET /icon/", http.StripPrefix("/icon/", web.Static(assets.FS, "icon")))
	web.AddMetrics(mux, o.Metrics)
	w.handler = web.Routes(mux)
}

// helpDeskTelephone is that of the practice bank. It is reserved for fiction.
const helpDeskTelephone = "+7 (812) 555-01-99"

// close ends the servers, and closes what the bank keeps.
func (w *world) close() error {
	w.isClosed.Store(true)
	var failed error
	if w.rehearsals != nil {
		failed = errors.Join(failed, w.rehearsals.Close())
	}
	if w.desk != nil {
		failed = errors.Join(failed, w.desk.Close())
	}
	if w.tokens != nil {
		failed = errors.Join(failed, w.tokens.Close())
	}
	if w.clock != nil {
		failed = errors.Join(failed, w.clock.close())
	}
	return errors.Join(failed, w.keeping.Close())
}
