package desk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"etokenpass/tms"
	"etokenpass/web"
)

// cookie is the session of a user who has signed in to the self-service. Its key comes from the
// store, so that every server of the store knows it, and from the user's record: a session ends when
// the PIN is changed, or when the token is unassigned or disabled.
func (s *selfService) cookie() web.SessionCookie {
	return web.SessionCookie{
		Name: "etokenpass-self", Path: s.options.Base + selfPath, Label: "etokenpass self-service session 1\n", Time: 10 * time.Minute,
	}
}

// selfKeyLabel separates the keys of sessions from the journal's MACs, which have the same key.
const selfKeyLabel = "etokenpass self-service key 1\n"

// giveSession gives the browser a session of a user.
func (s *selfService) giveSession(w http.ResponseWriter, r *http.Request, user string) error {
	return s.options.Store.View(r.Context(), func(view tms.View) error {
		record, err := view.Record(tms.Key{User: user})
		if err != nil {
			return err
		}
		if key, ok := sessionKey(view, record); ok { // else it would have ended already
			s.cookie().Begin(w, r, encodeName(user), key, s.now())
		}
		return nil
	})
}

// session returns the record of the user whose session a request has. ok is false if there is none.
func (s *selfService) session(r *http.Request) (record tms.Record, ok bool, err error) {
	err = s.options.Store.View(r.Context(), func(view tms.View) (failed error) {
		_, _, ok = s.cookie().Of(r, s.now(), func(encoded string) (key []byte, known bool) {
			name, err := base64.RawURLEncoding.DecodeString(encoded)
			if err != nil || failed != nil {
				return nil, false
			}
			record, failed = view.Record(tms.Key{User: string(name)})
			return sessionKey(view, record)
		})
		return failed
	})
	return record, ok && err == nil, err
}

// encodeName returns a user's name in the letters that a cookie can have.
func encodeName(name string) string { return base64.RawURLEncoding.EncodeToString([]byte(name)) }

// sessionKey returns the key of the sessions of a user. ok is false if the user cannot have one.
func sessionKey(view tms.View, record tms.Record) (key []byte, ok bool) {
	if record.User == nil || record.Token == nil || record.State() == tms.StateDisabled {
		return nil, false
	}
	statement, err := json.Marshal([]any{record.User.Name, string(record.User.PIN), record.Token.Serial, record.Token.AssignedAt.UnixMicro()})
	if err != nil {
		panic(err) // texts and numbers can be encoded
	}
	mac := hmac.New(sha256.New, view.JournalKey())
	mac.Write([]byte(selfKeyLabel))
	mac.Write(statement)
	return mac.Sum(nil), true
}
