package seedfile

import (
	"bytes"
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
			"customtotphardwareserialnumber ipatokenserial esn серийныйномер серийный№ серийныйномертокена номер номертокена токен",
		secretRole: "secret secretkey secretkeytxt seed seedkey key otpkey otpsecret tokensecret tokenseed tokenkey sharedsecret oathseed hmackey hotpsecret totpsecret totpseed hotpseed " +
			"customtotpsecretkey ipatokenotpkey sccKey секрет секретныйключ ключ",
		typeRole:   "type tokentype otptype kind mode eventtype тип типтокена типotp",
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
// without its unit.
func columnName(text string) string {
	name, _ := nameAndUnit(text)
	return name
}

// nameAndUnit splits a column's name, in lower case, from the unit or encoding that follows in
// brackets or after a comma, as in "time interval (s)".
func nameAndUnit(text string) (name, unit string) {
	name = strings.ToLower(text)
	if at := strings.IndexAny(name, "(,"); at >= 0 {
		name, unit = name[:at], strings.Trim(name[at:], "(), ")
	}
	return nameMarks.Replace(name), nameMarks.Replace(unit)
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
	_, unit := nameAndUnit(name)
	wrong := wrongUnits[r]
	if !slices.Contains(strings.Fields(wrong.words), strings.TrimPrefix(unit, "in")) {
		return ""
	}
	return fmt.Sprintf("the header names %s: the values must be in %s", mask.SeedName(name), wrong.must)
}

// header is a row that names the columns of a table.
type header struct {
	layout   *layout
	names    []string
	encoding profiles.Encoding // of the secrets; "" if no name says it
	problem  string            // why the table cannot be read; ""
	advice   string            // what to try if it cannot be read
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
	h.advice = "the columns of a file without a header must be " + columnOrder
	seen := map[role]string{}
	for _, column := range row {
		name := string(column)
		r, encoding := roleOf(name)
		if earlier, twice := seen[r]; twice && r != unused && r != ownerRole {
			h.refuse("rename or remove one of them", fmt.Sprintf("the header names two columns for the same value: %s and %s", mask.SeedName(earlier), mask.SeedName(name)))
		}
		if r == secretRole {
			h.encoding = encoding
		}
		if problem := unitProblem(name, r); problem != "" {
			h.refuse("convert the values, then rename the column", problem)
		}
		h.names = append(h.names, name)
		h.layout.columns = append(h.layout.columns, r)
		seen[r] = name
	}
	delete(seen, unused)
	if !h.layout.has(secretRole) || len(seen) < 2 {
		return header{}, false
	}
	h.complete(seen)
	return h, true
}

func isHeader(row [][]byte) bool {
	_, is := headerOf(row)
	return is
}

// refuse records why the table cannot be read and what to try, unless it is refused already.
func (h *header) refuse(advice, problem string) {
	if h.problem == "" {
		h.problem, h.advice = problem, advice
	}
}

// complete recognises the product and derives the type of the tokens from the columns.
func (h *header) complete(names map[role]string) {
	l := h.layout
	switch {
	case !l.has(serialRole):
		h.problem = "the header has no column for the serial: " + strings.Join(h.shown(h.names), ", ")
		h.advice = "name it serial, serial number, SN, token serial or token ID"
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

// settle completes the layout by what the rows hold: a column whose name is not known, but which
// holds a type in every row, is that of the type.
func (h *header) settle(rows [][][]byte) *layout {
	l := h.layout
	for i, r := range l.columns {
		if r == unused && !l.has(typeRole) && holdsTypes(rows, i) {
			l.columns[i], l.kind = typeRole, ""
		}
	}
	var ignored []string
	for i, r := range l.columns {
		if (r == unused || r == ownerRole) && h.names[i] != "" {
			ignored = append(ignored, h.names[i])
		}
	}
	l.ignored = h.shown(ignored)
	return l
}

// holdsTypes reports whether a column holds a type in every row.
func holdsTypes(rows [][][]byte, column int) bool {
	return len(rows) > 0 && !slices.ContainsFunc(rows, func(row [][]byte) bool { return len(row) <= column || !isTypeWord(row[column]) })
}

// shown returns names of a header in quotes, hidden if they could be secrets. A known name is
// none.
func (h *header) shown(names []string) (shown []string) {
	for _, name := range names {
		if columnNames()[columnName(name)] != unused {
			shown = append(shown, strconv.Quote(name))
		} else {
			shown = append(shown, mask.SeedName(name))
		}
	}
	return shown
}

// joinNames joins words between blanks that together are a column's name, as in "Serial Number".
func joinNames(words [][]byte) (names [][]byte) {
	const most = 3
	for len(words) > 0 {
		n := min(most, len(words))
		for n > 1 && columnNames()[columnName(string(bytes.Join(words[:n], []byte(" "))))] == unused {
			n--
		}
		names = append(names, bytes.Join(words[:n], []byte(" ")))
		words = words[n:]
	}
	return names
}
