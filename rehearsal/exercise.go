package rehearsal

import (
	"time"

	"etokenpass/profiles"
)

// Role is a side of the telephone.
type Role string

// The roles.
const (
	Customer Role = "customer" // has the token
	Support  Role = "support"  // the bank's help desk
)

// Roles returns all roles.
func Roles() []Role { return []Role{Customer, Support} }

// Exercise is one exercise, as [Parse] reads it.
type Exercise struct {
	Name      string
	Title     Words
	Situation Words // what has happened so far
	Goal      Words // what is to be reached, for people
	Opening   Words // how the customer begins the call; empty if there is none

	Roles   []Role        // the sides that users can play
	Minutes int           // how long it takes
	Limit   time.Duration // how long it may take; 0: no limit

	Policy   string // an embedded policy of the validator
	Customer Person
	Tokens   []Fob

	Page      Page      // where the customer is in the bank's system at the start
	Signing   Signing   // what signs a document
	FirstCode FirstCode // what the next code of the customer's token must be like
	Before    []string  // commands that are carried out before it begins

	Steps    []Step
	Reached  Fact      // the goal
	Mistakes []Mistake // those that count
}

// Person is a customer, as the bank knows them.
type Person struct {
	Login        string
	PIN          string // entered with each code, in policies with a PIN; may be empty
	Owner        Words  // the family name
	Organisation Words
}

// Fob is a token of an exercise.
type Fob struct {
	Serial       string
	Type         profiles.Type
	Counter      uint64 // codes that it has generated
	Expected     uint64 // the counter that the bank knows of
	DeadSegments []string
	Life         uint64        // number of codes until the battery is empty; 0: no limit
	Offset       time.Duration // error of a time token's clock

	// Login and Owner are those of the user to whom it is assigned, who belongs to the
	// customer's organisation. They are empty for a spare token of the bank.
	Login string
	Owner Words
}

// IsSpare reports whether the bank has the token in stock.
func (f *Fob) IsSpare() bool { return f.Login == "" }

// FirstCode is a condition on the first code that the customer's token shows.
type FirstCode string

// The conditions.
const (
	AnyCode  FirstCode = ""         // none
	Turns    FirstCode = "turns"    // upside down, it reads as a different code
	Misreads FirstCode = "misreads" // with the dead segments, it reads as a different code
)

// Signing is what signs a document.
type Signing string

// The ways of signing.
const (
	SignWithCode  Signing = "code"    // a code for each document, as in BS-Client
	SignInSession Signing = "session" // the code of the login is enough, as in the bank's guide
)

// Step is a step of the solution.
type Step struct {
	By   Role
	Text Words
	Hint Words
	Done Fact     // what completes it
	Do   []string // the commands that lead to it, with placeholders
}

// Page is where the customer is in the bank's system.
type Page string

// The pages.
const (
	PageStart    Page = "start"    // signed out
	PageKey      Page = "key"      // login and password were right; the field for the code is shown
	PageOpen     Page = "open"     // signed in
	PageReadOnly Page = "readonly" // signed in without a code: documents cannot be signed
	PageSigning  Page = "signing"  // signed in, with the field for the code that signs a document
)

// Fact is something that has happened in a rehearsal. Steps and goals wait for facts.
type Fact string

// The facts.
const (
	FactField        Fact = "field"        // the field for a code is shown
	FactCode         Fact = "code"         // the LCD shows a code
	FactDark         Fact = "dark"         // the LCD went off after a code, or a press had no effect on a dead token
	FactUpright      Fact = "upright"      // the token was turned the right way up
	FactSelfTest     Fact = "self_test"    // the LCD shows 888888
	FactCounter      Fact = "counter"      // the LCD shows F and five digits
	FactSerial       Fact = "serial"       // the serial on the back was looked at
	FactTaken        Fact = "taken"        // the customer took the right token
	FactNamed        Fact = "named"        // the customer told an organisation and a name
	FactReported     Fact = "reported"     // the customer told the right serial, and the right counter or codes if they are needed
	FactIdentified   Fact = "identified"   // organisation and owner's name were compared with the token's, and are right
	FactRefused      Fact = "refused"      // a code was refused
	FactLocked       Fact = "locked"       // the bank says that the account is locked
	FactSynchronised Fact = "synchronised" // the bank expects the token's next code
	FactUnlocked     Fact = "unlocked"     // the account is no longer locked
	FactReplaced     Fact = "replaced"     // the customer has a new token
	FactSignedIn     Fact = "signed_in"    // signed in with a code
	FactReadOnly     Fact = "read_only"    // signed in without a code
	FactSigned       Fact = "signed"       // a document is signed
	FactCannotSign   Fact = "cannot_sign"  // a signature was refused because there was no code at login
	FactDifference   Fact = "difference"   // the desk asked again because the caller is not the owner of the token
)

// Facts returns all facts.
func Facts() []Fact {
	return []Fact{
		FactField, FactCode, FactDark, FactUpright, FactSelfTest, FactCounter, FactSerial, FactTaken, FactNamed, FactReported, FactIdentified,
		FactRefused, FactLocked, FactSynchronised, FactUnlocked, FactReplaced, FactSignedIn, FactReadOnly, FactSigned, FactCannotSign, FactDifference,
	}
}
