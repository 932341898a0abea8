package tms

// Result is the outcome of a request. The names are the same in the journal, in JSON and over
// HTTP.
type Result string

// The results of a check.
const (
	Accepted       Result = "accepted"
	WrongCode      Result = "wrong_code"      // matches no moving factor that was tried
	Replayed       Result = "replayed"        // matches a factor below next, at most resync_window below it
	OutOfWindow    Result = "out_of_window"   // matches a factor outside the window, at most resync_window away
	WrongPIN       Result = "wrong_pin"       // the code was not checked
	Locked         Result = "locked"          // too many failures in a row
	Disabled       Result = "disabled"        // by an administrator
	Throttled      Result = "throttled"       // too soon after a failure; not checked
	ResyncRequired Result = "resync_required" // the store was restored, and the token has not been resynchronised since
	Challenge      Result = "challenge"       // right PIN; the code comes next
	NoToken        Result = "no_token"        // unknown user, or no token assigned
	Malformed      Result = "malformed"       // not the right number of digits 0 to 9, or not the challenge that was asked
)

// Further results of a resynchronisation, each a refusal.
const (
	Wrapped      Result = "wrapped"       // the counter is below the validator's: a wrap after F99999, or an error
	CodeRequired Result = "code_required" // the policy asks for a code with the counter
	NotAllowed   Result = "not_allowed"   // the policy, or the kind of token, does not allow this
)

// Done is the result of a change that is not a check, such as an assignment.
const Done Result = "done"

// Results returns all results.
func Results() []Result {
	return []Result{
		Accepted, WrongCode, Replayed, OutOfWindow, WrongPIN, Locked, Disabled, Throttled, ResyncRequired, Challenge,
		NoToken, Malformed, Wrapped, CodeRequired, NotAllowed, Done,
	}
}

// countable are the results that a policy may count as failures.
func countable() []Result { return []Result{WrongCode, Replayed, OutOfWindow, WrongPIN} }

// Request is the kind of a request to the validator.
type Request string

// The requests.
const (
	RequestVerify        Request = "verify"
	RequestSign          Request = "sign"
	RequestTest          Request = "test"
	RequestResyncCounter Request = "resync_counter"
	RequestResyncCodes   Request = "resync_codes"
	RequestSelfResync    Request = "self_resync" // by the user, with two codes
	RequestSelfAssign    Request = "self_assign"
	RequestSelfLogin     Request = "self_login"
	RequestUnlock        Request = "unlock"
	RequestDisable       Request = "disable"
	RequestEnable        Request = "enable"
	RequestAssign        Request = "assign"
	RequestUnassign      Request = "unassign"
	RequestPIN           Request = "pin"
	RequestSet           Request = "set"
	RequestImport        Request = "import"
	RequestRestored      Request = "restored"
)

// State says whether a token or a user may be used.
type State string

// The states.
const (
	Active        State = "active"
	StateLocked   State = "locked"
	StateDisabled State = "disabled"
)
