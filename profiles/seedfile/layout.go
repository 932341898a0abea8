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

// fits reports whether a row of a table without a header has this layout and not oathLayout, the
// usual one.
func (l *layout) fits(row [][]byte) bool {
	secretAt := slices.Index(l.columns, secretRole)
	if len(row) <= secretAt {
		return false
	}
	secret, before, rest := string(row[secretAt]), row[:secretAt], row[secretAt+1:]
	if l == multiOTPLayout {
		isSecret := mask.LooksSecret(secret) || couldBeSecret(secret, comma) && !couldBeSecret(string(row[1]), comma)
		return isSecret && isTypeWord(before[len(before)-1])
	}
	if !mask.LooksSecret(secret) || mask.LooksSecret(string(before[len(before)-1])) {
		return false
	}
	if l == ownerLayout {
		return len(rest) == 0 || len(rest[0]) == 0 || isTypeWord(rest[0])
	}
	isStep := len(rest) > 1 && len(rest[0]) > 0 && isNumber(rest[0])
	return isStep && len(rest[1]) > 0 && !isNumber(rest[1])
}

// layoutOf returns the layout of a table without a header: that of the first row that says more
// than that a serial and a secret begin it.
func layoutOf(rows [][][]byte) *layout {
	for _, row := range rows {
		for _, other := range []*layout{ownerLayout, multiOTPLayout, entraLayout, entraVendorLayout} {
			if other.fits(row) {
				return other
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
