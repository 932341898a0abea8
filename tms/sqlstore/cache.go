package sqlstore

import "etokenpass/tms"

// cache holds records as this process has stored them last, so that a check need not read what the
// one before it has written. It is used only inside a transaction that has locked the file, and only
// if no other connection has changed the file since: it never decides by what may be outdated.
type cache struct {
	tokens  map[string]stored // without the user
	users   map[string]tms.User
	version int64 // SQLite's data_version, which changes when another connection has written
}

// mostCached is how many records are kept; then all are forgotten.
const mostCached = 4096

// keepFor forgets everything unless the file has the version at which it was cached.
func (c *cache) keepFor(version int64) {
	if version != c.version {
		c.clear()
	}
	c.version = version
}

func (c *cache) clear() {
	c.tokens, c.users = map[string]stored{}, map[string]tms.User{}
}

// login returns the record of a user, as a copy.
func (c *cache) login(name string) (stored, bool) {
	user, ok := c.users[name]
	if !ok {
		return stored{}, false
	}
	record := stored{Record: tms.Record{User: &user}}
	if user.Serial == "" {
		return record, true
	}
	of, ok := c.tokens[user.Serial]
	if !ok {
		return stored{}, false
	}
	token := *of.Token
	record.Token, record.encrypted = &token, of.encrypted
	return record, true
}

func (c *cache) addToken(row *tokenRow) {
	if len(c.tokens) >= mostCached {
		c.clear()
	}
	c.tokens[row.Serial] = stored{Record: tms.Record{Token: &row.Token}, encrypted: row.encrypted}
}

func (c *cache) addUser(user *tms.User) {
	if len(c.users) >= mostCached {
		c.clear()
	}
	c.users[user.Name] = *user
}
