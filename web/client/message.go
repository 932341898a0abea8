package client

import (
	"net/http"

	"etokenpass/internal/locale"
)

// message is what a page says about what a customer has done.
type message struct {
	Result Result
	Status int // of the page that answers a form with it
	Title  line
	Text   []line
	Advice []line // what to try, one after the other
	Then   []line // what else may be the reason

	RefersToHelpDesk bool
	RefersToResync   bool // where customers can synchronise their tokens
	IsAssumed        bool // whether the guide has the message as a picture, which is not in our copy
	IsDone           bool // whether it is good news
}

// line is a text with its values. It counts something if n is not 0.
type line struct {
	key    locale.Key
	n      int
	values []string // pairs of a name and a value
}

// In returns the text in a language.
func (l line) In(texts *locale.Texts) string {
	if l.n > 0 {
		return texts.Count(l.key, uint64(l.n), l.values...)
	}
	return texts.Text(l.key, l.values...)
}

func text(key locale.Key) line         { return line{key: key} }
func count(key locale.Key, n int) line { return line{key: key, n: n} }

// Results of the pages themselves, which have a message.
const (
	notSigned Result = "not_signed" // Cancel next to the key for a signature
	unfit     Result = "unfit"      // a document that cannot be written
	wrongKeys Result = "wrong_keys" // for a synchronisation
	resynced  Result = "resynced"
)

// messages returns the messages of the results that have one.
func messages(o Options) map[Result]message {
	return map[Result]message{
		WrongCredentials: {Status: http.StatusForbidden, Title: text("client.wrong_credentials"), Text: []line{text("client.wrong_credentials.text")}},
		WrongKey:         wrongKey(o),
		MalformedKey: {
			Status: http.StatusUnprocessableEntity, Title: count("client.malformed", o.Digits), Text: []line{text("client.malformed.text")},
		},
		Locked: {
			Status: http.StatusForbidden, Title: text("client.locked"), Text: []line{text("client.locked.text"), text("client.locked.unlock")},
			RefersToHelpDesk: true, IsAssumed: true,
		},
		NotAllowed: {Status: http.StatusForbidden, Title: text("client.not_allowed"), Text: []line{text("client.not_allowed.text")}},
		notSigned:  {Status: http.StatusOK, Title: text("client.not_signed"), Text: []line{text("client.not_signed.text")}},
		unfit:      {Status: http.StatusUnprocessableEntity, Title: text("client.unfit"), Text: []line{text("client.unfit.text")}},
		wrongKeys:  {Status: http.StatusForbidden, Title: text("client.wrong_keys"), Text: []line{text("client.wrong_keys.text")}, RefersToHelpDesk: true},
		resynced:   {Status: http.StatusOK, Title: text("client.resynced"), Text: []line{text("client.resynced.text")}, IsDone: true},
	}
}

// wrongKey returns the message about a wrong session key, with all that the guide advises.
func wrongKey(o Options) message {
	m := message{
		Status: http.StatusForbidden, Title: text("client.wrong_key"),
		Advice:           []line{text("client.wrong_key.digits"), text("client.wrong_key.position"), text("client.wrong_key.again")},
		RefersToHelpDesk: true, RefersToResync: true, IsAssumed: true,
	}
	if o.Window > 0 {
		m.Then = append(m.Then, count("client.wrong_key.window", o.Window))
	}
	if o.Failures > 0 {
		m.Then = append(m.Then, count("client.wrong_key.failures", o.Failures))
	}
	return m
}

// message returns the message of a result, or nil.
func (s *site) message(result Result) *message {
	m, ok := s.messages[result]
	if !ok {
		return nil
	}
	m.Result = result
	return &m
}
