package client

import (
	"context"
	"net/http"
	"time"
)

// Bank is what the pages ask. Its methods are safe for concurrent use.
type Bank interface {
	// Practice returns what the page for the login fills in, so that no one has to look for it;
	// the zero value is nothing.
	Practice() Credentials

	// SignIn checks login and password. If they are right, it begins a session whose stage is
	// AtKey, and answers with its cookie. The results are Done, WrongCredentials and Locked.
	SignIn(w http.ResponseWriter, r *http.Request, given Credentials) (Result, error)

	// Session returns the session of a request, or nil if there is none.
	Session(r *http.Request) (Session, error)
}

// Credentials are what a customer enters first.
type Credentials struct{ Login, Password string }

// Session is a customer's session, as far as it has come. An error of its methods means that
// nothing was decided; a [*web.Problem] says why.
type Session interface {
	Customer() Customer
	Stage() Stage

	// EnterKey checks a session key. The results are Done, which opens everything and gives the
	// session another cookie, and WrongKey, MalformedKey and Locked; Locked ends the session.
	EnterKey(w http.ResponseWriter, r *http.Request, key string) (Result, error)

	// Cancel opens the bank without the right to sign or send documents. The results are Done
	// and Locked.
	Cancel(w http.ResponseWriter, r *http.Request) (Result, error)

	// End ends the session. CanEnd is false in a rehearsal, which ends in another way.
	End(w http.ResponseWriter, r *http.Request) error
	CanEnd() bool

	// Documents returns all documents of the customer, the newest first. CanWrite is false in a
	// rehearsal, which has the document of its exercise.
	Documents(ctx context.Context) ([]Document, error)
	CanWrite() bool

	// Document returns one of them, or a problem with the status 404.
	Document(ctx context.Context, id string) (Document, error)

	// Write stores a document: a new one if the id is "", else instead of a draft.
	Write(ctx context.Context, id string, draft Draft) (Document, error)

	// BeginSigning is the step before Sign. The results are Done if the document is signed
	// already or now, because the key of the login is enough, EnterKey if a key is needed, and
	// NotAllowed after Cancel.
	BeginSigning(ctx context.Context, id string) (Result, error)

	// Sign signs a draft with a session key; one that is signed already needs none. The results
	// are Done, WrongKey, MalformedKey, Locked, which ends the session, and NotAllowed.
	Sign(w http.ResponseWriter, r *http.Request, id, key string) (Result, error)

	// CancelSigning is the other button next to the field for the key.
	CancelSigning(ctx context.Context, id string) error

	// Send sends a signed document to the bank, once. The results are Done and NotAllowed.
	Send(ctx context.Context, id string) (Result, error)

	// Resync synchronises the customer's own token with two consecutive session keys. CanResync
	// is false where the bank has no page for this. The results are Done, WrongKey and MalformedKey.
	Resync(ctx context.Context, first, second string) (Result, error)
	CanResync() bool
}

// Customer is who uses Internet-Client.
type Customer struct{ Login, Owner, Organisation string }

// Stage is how far a session has come.
type Stage string

// The stages. Without a session there is none.
const (
	AtKey    Stage = "key"      // login and password were right; the field for the session key is shown
	Full     Stage = "full"     // signed in with a session key
	ReadOnly Stage = "readonly" // signed in with Cancel: documents can be written, not signed or sent
)

// Result is what came of a request, as far as a customer learns it.
type Result string

// The results.
const (
	Done             Result = "done"
	EnterKey         Result = "enter_key"         // a session key is needed
	WrongCredentials Result = "wrong_credentials" // login or password
	WrongKey         Result = "wrong_key"         // the session key was not accepted
	MalformedKey     Result = "malformed_key"     // not the right number of digits; not counted
	Locked           Result = "locked"            // the account is locked, whatever was entered
	NotAllowed       Result = "not_allowed"       // signed in with Cancel
)

// Document is a payment order.
type Document struct {
	ID      string // not to be guessed
	Number  int    // of this customer, from 1
	Draft          // what was written
	State   DocumentState
	Written time.Time
	Signed  time.Time // zero until then
	Sent    time.Time // zero until then
}

// Draft is what a customer writes. Each is one line of at most 200 characters.
type Draft struct {
	Payee   string
	Account string // of the payee
	Amount  string // as typed, such as 1500.00
	Purpose string
}

// DocumentState is how far a document has come.
type DocumentState string

// The states.
const (
	Written DocumentState = "written"
	Signed  DocumentState = "signed"
	Sent    DocumentState = "sent"
)
