package seedfile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// columnNames maps the names of columns, as [columnName] spells them, to what they hold
// (observed: Entra ID, HelloID, Deepnet SafeID, Duo, PingOne, CyberArk Idaptive, ADSelfService
// Plus, privacyIDEA, LinOTP, multiOTP, DualShield, FreeIPA, SecurEnvoy; in Russian, what people
// write).
var columnNames = sync.OnceValue(func() map[string]role {
	names := map[string]role{}
	for r, list := range map[role]string{
		serialRole: "serial serialnumber serialno serialnr sn s/n tokenserial tokenserialnumber tokenid tokenidentifier token deviceid deviceserial reference " +
			"customtotphardwareserialnumber ipatokenserial esn серийныйномер серийный№ номер",
		secretRole: "secret secretkey secretkeytxt seed seedkey key otpkey otpsecret tokensecret tokenseed tokenkey sharedsecret oathseed hmackey hotpsecret totpsecret totpseed hotpseed " +
			"customtotpsecretkey ipatokenotpkey sccKey секрет секретныйключ ключ",
		typeRole:   "type tokentype otptype kind mode eventtype тип",
		digitsRole: "digits digit otplen otplength otpdigits length codelength passwordlength hotpdigits ipatokenotpdigits разрядность цифр",
		varyingRole: "intervalorevent counterorstep countersteps counterstep counterinterval counter/step counter/interval " +
			"counterortimestep",
		counterRole: "counter startcounter initialcounter eventcounter hotpcounter movingfactor oathmovingfactorseed ipatokenhotpcounter счетчик счётчик",
		stepRole: "timeinterval timeintervalinseconds timestep totpstep totptimestep interval period step timewindow refreshinterval timer ipatokentotptimestep " +
			"шаг интервал период",
		hashRole:         "hash hashfunction hashalgorithm hashalgo hashlib crypto algo algorithm ipatokenotpalgorithm алгоритм хэш хеш",
		modelRole:        "model tokenmodel productname productcode ipatokenmodel модель",
		manufacturerRole: "manufacturer manufacturercode vendor issuer ipatokenvendor производитель",
		ownerRole: "upn userprincipalname userprinciplename user username userid login owner assignedto assignto samaccountname email accountname account resolver realm " +
			"ipatokenowner пользователь владелец логин",
	} {
		for name := range strings.FieldsSeq(list) {
			names[columnName(name)] = r
		}
	}
	return names
})

// columnName returns a column's name in lower case, without what people spell differently and
// without a unit or an encoding in brackets.
func columnName(text string) string {
	text, _, _ = strings.Cut(strings.ToLower(text), "(")
	return nameMarks.Replace(text)
}

var nameMarks = strings.NewReplacer(" ", "", "_", "", "-", "", ".", "", "#", "", ":", "")

// roleOf returns what a column holds according to its name. The name may say how the secrets
// are written, as in "Secret Key (HEX)".
func roleOf(name string) (r role, encoding profiles.Encoding) {
	bare := columnName(name)
	if r := columnNames()[bare]; r != unused && r != secretRole {
		return r, ""
	}
	for _, encoding := range profiles.Encodings() {
		word := string(encoding)
		if !strings.Contains(strings.ToLower(name), word) {
			continue
		}
		if rest := strings.Replace(bare, word, "", 1); rest == "" || columnNames()[strings.TrimSuffix(rest, "in")] == secretRole {
			return secretRole, encoding
		}
	}
	return columnNames()[bare], ""
}

// wrongUnits are what a column's name may have in brackets although the values are not read so, as
// in "time interval (minutes)". Other words in brackets, such as "(optional)", do not matter.
var wrongUnits = map[role]struct{ words, must string }{
	secretRole:  {"ascii text plaintext utf8 raw binary decimal encrypted", "hex, base32 or base64"},
	counterRole: {"hex hexadecimal", "decimal"},
	stepRole:    {"m min mins minute minutes h hour hours ms msec millis milliseconds мин минута минуты минут мс", "seconds"},
}

// unitProblem returns what is wrong with the unit in a column's name, or "".
func unitProblem(name string, r role) string {
	_, unit, _ := strings.Cut(strings.ToLower(name), "(")
	unit, _, _ = strings.Cut(unit, ")")
	unit = strings.TrimPrefix(nameMarks.Replace(unit), "in")
	wrong := wrongUnits[r]
	if !slices.Contains(strings.Fields(wrong.words), unit) {
		return ""
	}
	return fmt.Sprintf("the header names %s: the values must be in %s", mask.SeedName(name), wrong.must)
}

// header is a row that names the columns of a table.
type header struct {
	layout   *layout
	encoding profiles.Encoding // of the secrets; "" if no name says it
	problem  string            // why the table cannot be read; ""
}

// headerIn returns the header of a table and its position, or -1 if there is none. Titles may
// stand before it, but no secrets.
func headerIn(rows [][][]byte) (h header, at int) {
	const mostTitles = 5
	for i, row := range rows[:min(len(rows), mostTitles+1)] {
		if h, is := headerOf(row); is {
			return h, i
		}
		if slices.ContainsFunc(row, func(column []byte) bool { return mask.LooksSecret(string(column)) }) {
			break
		}
	}
	return header{}, -1
}

// areRowsNamed reports whether the first rows begin with the names of the serial and the secret:
// the table has a token in each column.
func areRowsNamed(rows [][][]byte) bool {
	named := map[role]bool{}
	for _, row := range rows[:min(len(rows), 2)] {
		r, _ := roleOf(string(row[0]))
		named[r] = true
	}
	return named[serialRole] && named[secretRole]
}

// headerOf returns the header in a row, or false if the row names no column for secrets, or is
// not a header.
func headerOf(row [][]byte) (h header, is bool) {
	h.layout = &layout{name: "CSV with a header"}
	seen := map[role]string{}
	for _, column := range row {
		name := string(column)
		r, encoding := roleOf(name)
		switch earlier, twice := seen[r]; {
		case r == ownerRole:
			h.layout.ignored = append(h.layout.ignored, strconv.Quote(name))
		case r == unused && name != "":
			h.layout.ignored = append(h.layout.ignored, mask.SeedName(name))
		case r != unused && twice && h.problem == "":
			h.problem = fmt.Sprintf("the header names two columns for the same: %s and %s", mask.SeedName(earlier), mask.SeedName(name))
		}
		if r == secretRole {
			h.encoding = encoding
		}
		h.problem = cmp.Or(h.problem, unitProblem(name, r))
		seen[r] = name
		h.layout.columns = append(h.layout.columns, r)
	}
	named := len(seen)
	if _, hasUnused := seen[unused]; hasUnused {
		named--
	}
	if !h.layout.has(secretRole) || named < 2 {
		return header{}, false
	}
	h.complete(seen)
	return h, true
}

// complete recognises the product and derives the type of the tokens from the columns.
func (h *header) complete(names map[role]string) {
	l := h.layout
	switch {
	case !l.has(serialRole):
		h.problem = fmt.Sprintf("the header has no column for the serial: %s", quotedNames(names))
	case l.has(stepRole) && !l.has(typeRole) && !l.has(counterRole) && columnName(names[secretRole]) == "secretkey":
		l.name, l.kind, l.secrets = entraName, profiles.Time, profiles.Base32
	case l.has(typeRole):
	case l.has(stepRole) && !l.has(counterRole), strings.Contains(columnName(names[secretRole]), totp):
		l.kind = profiles.Time
	case l.has(counterRole) && !l.has(stepRole), strings.Contains(columnName(names[secretRole]), hotp):
		l.kind = profiles.Event
	}
	if h.problem == "" && l.has(varyingRole) && (l.has(stepRole) || l.has(counterRole)) {
		h.problem = fmt.Sprintf("the header names %s besides a column for counters or time steps", mask.SeedName(names[varyingRole]))
	}
}

// quotedNames lists the names of a header.
func quotedNames(names map[role]string) string {
	var list []string
	for r, name := range names {
		if r != ownerRole {
			list = append(list, mask.SeedName(name))
		}
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
