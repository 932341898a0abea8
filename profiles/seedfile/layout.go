package seedfile

import (
	"bytes"
	"slices"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// role is what a column of a table holds.
type role int

// The roles.
const (
	unused      role = iota // a column that a token does not need
	serialRole              // identifies the token
	secretRole              // in the table's encoding
	typeRole                // hotp or totp
	digitsRole              // of a code
	varyingRole             // the counter of an event token, the time step of a time token
	counterRole             // of event tokens
	stepRole                // of time tokens, in seconds
	hashRole                // SHA1, SHA256 or SHA512
	modelRole
	manufacturerRole
	ownerRole // the person who has the token, whom a profile does not record
	roles
)

// layout is the order of the columns in a table.
type layout struct {
	name    string
	columns []role
	kind    profiles.Type     // of tokens whose row names none; "" if the layout says nothing about it
	secrets profiles.Encoding // of secrets that could be hex and base32; "" for hex
	ignored []string          // names of columns that no token uses, for a warning
}

// The layouts of tables without a header.
var (
	// oathLayout is that of servers (observed: LinOTP, which has the hash; privacyIDEA, which has
	// counters; NetIQ). With two or three columns it is that of Duo and PingID.
	oathLayout = &layout{
		name:    "OATH CSV",
		columns: []role{serialRole, secretRole, typeRole, digitsRole, varyingRole, hashRole},
	}
	// ownersLayout is that of privacyIDEA's files that begin with "# version: 2".
	ownersLayout = &layout{
		name:    "privacyIDEA CSV, version 2",
		columns: []role{ownerRole, ownerRole, ownerRole, serialRole, secretRole, typeRole, digitsRole, varyingRole, hashRole},
		ignored: []string{"user", "resolver", "realm"},
	}
	// ownerLayout is what privacyIDEA's token janitor exports: user@realm or n/a comes first.
	ownerLayout = &layout{
		name:    "privacyIDEA CSV with owners",
		columns: []role{ownerRole, serialRole, secretRole, typeRole, digitsRole, varyingRole, hashRole},
		ignored: []string{"owner"},
	}
	// multiOTPLayout is that of multiOTP.
	multiOTPLayout = &layout{
		name:    "multiOTP CSV",
		columns: []role{serialRole, manufacturerRole, typeRole, secretRole, digitsRole, varyingRole},
	}
	// entraLayout is that of Microsoft Entra ID without its header, which some vendors omit.
	entraLayout = &layout{
		name:    entraName,
		columns: []role{ownerRole, serialRole, secretRole, stepRole, manufacturerRole, modelRole},
		kind:    profiles.Time, secrets: profiles.Base32, ignored: []string{"upn"},
	}
	// entraVendorLayout is the same before the owners are written into it.
	entraVendorLayout = &layout{
		name:    entraName,
		columns: []role{serialRole, secretRole, stepRole, manufacturerRole, modelRole},
		kind:    profiles.Time, secrets: profiles.Base32,
	}
)

const entraName = "Entra ID CSV"

// columnOrder describes oathLayout.
const columnOrder = "serial, secret, type, digits, counter or step, hash"

// alternatives are the layouts besides oathLayout that a row of a table without a header may have,
// and what shows it: the columns before the secret, the secret itself and the columns after it.
var alternatives = []struct {
	layout *layout
	shows  func(before [][]byte, secret string, after [][]byte) bool
}{
	{ownerLayout, showsOwner}, {multiOTPLayout, showsMultiOTP}, {entraLayout, showsEntra}, {entraVendorLayout, showsEntra},
}

func showsOwner(before [][]byte, secret string, after [][]byte) bool {
	return isFirstSecret(before, secret) && (len(after) == 0 || len(after[0]) == 0 || isTypeWord(after[0]))
}

func showsEntra(before [][]byte, secret string, after [][]byte) bool {
	isStep := len(after) > 1 && len(after[0]) > 0 && isNumber(after[0])
	return isFirstSecret(before, secret) && isStep && len(after[1]) > 0 && !isNumber(after[1]) && !slices.ContainsFunc(after[1:], isTypeOrHash)
}

func showsMultiOTP(before [][]byte, secret string, _ [][]byte) bool {
	isSecret := mask.LooksSecret(secret) || couldBeSecret(secret, comma) && !couldBeSecret(string(before[1]), comma)
	return isSecret && isTypeWord(before[len(before)-1])
}

// isFirstSecret reports whether a column looks like a secret and the one before it does not.
func isFirstSecret(before [][]byte, secret string) bool {
	return mask.LooksSecret(secret) && !mask.LooksSecret(string(before[len(before)-1]))
}

// layoutOf returns the layout of a table without a header: that of the first row that says more
// than that a serial and a secret begin it.
func layoutOf(rows [][][]byte) *layout {
	for _, row := range rows {
		for _, other := range alternatives {
			at := slices.Index(other.layout.columns, secretRole)
			if at < len(row) && other.shows(row[:at], string(row[at]), row[at+1:]) {
				return other.layout
			}
		}
		if len(row) > 2 && isTypeWord(row[2]) && !mask.LooksSecret(string(row[min(3, len(row)-1)])) {
			return oathLayout
		}
	}
	return oathLayout
}

// cells is a row of a table by role. Columns without a role are left out.
type cells [roles][]byte

// cells returns the cells of a row. extra is the first column that is not empty and that the
// layout does not have, or nil.
func (l *layout) cells(row [][]byte) (c cells, extra []byte) {
	for i, column := range row {
		if i < len(l.columns) {
			c[l.columns[i]] = column
		} else if extra == nil && len(column) > 0 {
			extra = column
		}
	}
	return c, extra
}

// has reports whether a column has a role.
func (l *layout) has(r role) bool { return slices.Contains(l.columns, r) }

// ignoredNames returns the names of the columns that no token uses, for a warning.
func (l *layout) ignoredNames() string {
	const most = 10
	names := l.ignored
	if len(names) > most {
		names = names[:most]
	}
	text := strings.Join(names, ", ")
	if len(l.ignored) > most {
		text += ", …"
	}
	return text
}

func isNumber(text []byte) bool { return len(bytes.Trim(text, "0123456789")) == 0 }
