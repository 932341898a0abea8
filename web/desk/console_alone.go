package desk

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"etokenpass/tms"
	"etokenpass/web"
)

// ConsoleOptions are the settings of a console without the rest of the server, such as the one of a
// rehearsal. What is not optional is required.
type ConsoleOptions struct {
	Base    string // the path below which it is, like /rehearsals/QK7M2X/desk; requests no longer have it
	Version string // of the program
	Store   tms.Store
	Policy  *tms.Policy
	Now     func() time.Time

	Acts    Acts                                                               // what the help desk does
	Replace func(ctx context.Context, serial, spare string) (tms.Entry, error) // gives a customer another token; nil: the console cannot
	Heard   func(ctx context.Context, said Statement) error                    // notes what a caller has stated, as soon as it is compared; nil: nothing does

	Log *slog.Logger // for what is not a request's fault; nil: none
}

// Acts are what a help desk does with tokens. [*tms.Validator] does the same.
type Acts interface {
	Test(ctx context.Context, call tms.Call, serial, code string) (tms.Entry, error)
	Unlock(ctx context.Context, call tms.Call, key tms.Key) (tms.Entry, error)
	ResyncByCounter(ctx context.Context, call tms.Call, serial string, report tms.CounterReport) (tms.Entry, error)
	ResyncByCodes(ctx context.Context, call tms.Call, serial string, codes [2]string) (tms.Entry, error)
}

// Statement is what a caller states, as the help desk has entered it; "" for what was left out.
type Statement struct{ Serial, Counter, Organisation, Name string }

// NewConsole returns the pages of a help desk: the list of tokens, a page about each, and that for
// a resynchronisation on the telephone. Whoever can reach them is at the help desk. They may be
// shown in a frame.
func NewConsole(o ConsoleOptions) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		options: Options{Version: o.Version, Store: o.Store, Policy: o.Policy, Base: o.Base, Log: o.Log},
		now:     o.Now, alone: &o,
	}
	mux := http.NewServeMux()
	s.addHelpDeskPages(mux, s.newConsole())
	return web.AllowFraming(web.Routes(mux))
}

// trainee is the caller of a console without the rest of the server.
var trainee = web.Caller{Name: "rehearsal", Role: string(HelpDesk)}

// acts returns what carries out the requests of a caller.
func (v *visit) acts() Acts {
	if v.alone != nil {
		return v.alone.Acts
	}
	return v.desk()
}

// hear notes what a caller has stated.
func (v *visit) hear(page *resyncPage) error {
	if v.alone == nil || v.alone.Heard == nil {
		return nil
	}
	return v.alone.Heard(v.context(), Statement{page.Serial, page.Counter, page.Organisation, page.Name})
}

// replace gives the user of a token another one.
func (v *visit) replace(key tms.Key) (tms.Entry, error) {
	if !v.canReplace() {
		return tms.Entry{}, web.Invalid("body.do", "must be an action of the page")
	}
	return v.alone.Replace(v.context(), key.Serial, v.hidden("spare"))
}

func (v *visit) canReplace() bool { return v.alone != nil && v.alone.Replace != nil }

// mostSpares is how many tokens a page offers.
const mostSpares = 50

// spares returns the serials of tokens that are assigned to no user, if the console can hand them out.
func (v *visit) spares(record tms.Record) (serials []string, err error) {
	if !v.canReplace() || record.Token == nil || record.User == nil {
		return nil, nil
	}
	err = v.options.Store.View(v.context(), func(view tms.View) error {
		for each, err := range view.Records("") {
			if err != nil || len(serials) == mostSpares {
				return err
			}
			if each.User == nil && each.Token.State == tms.Active {
				serials = append(serials, each.Token.Serial)
			}
		}
		return nil
	})
	return serials, err
}
