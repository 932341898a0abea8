package client

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"etokenpass/internal/locale"
)

// writingForm is the form in which a document is written.
type writingForm struct {
	Action, Back string // paths
	Fields       []writingField
}

// writingField is a field of the form.
type writingField struct {
	Name, Value string
	Label       locale.Key
	Keyboard    string     // that a telephone shows
	Wrong       locale.Key // what is wrong with the value; "" if nothing is
}

// fields returns the fields for a draft.
func (d Draft) fields() []writingField {
	return []writingField{
		{"payee", d.Payee, "client.field.payee", "text", ""},
		{"account", d.Account, "client.field.account", "numeric", ""},
		{"amount", d.Amount, "client.field.amount", "decimal", ""},
		{"purpose", d.Purpose, "client.field.purpose", "text", ""},
	}
}

func (s *site) addWriting(mux *http.ServeMux) {
	s.add(mux, "GET /documents/new", opened, func(v *visit) error { return v.showForm(newDocument, Draft{}.fields(), nil) })
	s.add(mux, "POST /documents", opened, func(v *visit) error { return v.saveDraft(newDocument) })
	s.add(mux, "GET /documents/{id}/edit", opened, (*visit).edit)
	s.add(mux, "POST /documents/{id}", opened, func(v *visit) error { return v.saveDraft(v.id()) })
}

// newDocument is the ID of a document that is not written yet.
const newDocument = ""

// edit shows a draft in the form.
func (v *visit) edit() error {
	document, err := v.document()
	if err != nil {
		return err
	}
	if document.State != Written {
		return v.goTo(pathOf(document.ID))
	}
	return v.showForm(document.ID, document.fields(), nil)
}

// showForm shows the form for a document.
func (v *visit) showForm(id string, fields []writingField, m *message) error {
	if !v.CanWrite() {
		return v.goTo("/documents")
	}
	p := page{Title: text("client.new"), Message: m, Content: writingForm{"/documents", "/documents", fields}, here: "/documents/new"}
	if id != newDocument {
		p.Title, p.Content, p.here = text("client.edit"), writingForm{pathOf(id), pathOf(id), fields}, pathOf(id)+"/edit"
	}
	return v.write("client-write.html", p)
}

// saveDraft writes what was entered in the form.
func (v *visit) saveDraft(id string) error {
	draft := Draft{v.line("payee"), v.line("account"), v.line("amount"), v.line("purpose")}
	if fields, ok := draft.check(); !ok {
		return v.showForm(id, fields, v.message(unfit))
	}
	document, err := v.Write(v.r.Context(), id, draft)
	if err != nil {
		return err
	}
	return v.goTo(pathOf(document.ID))
}

// line returns what was entered in a field for one line.
func (v *visit) line(name string) string { return strings.TrimSpace(v.field(name)) }

// check returns the fields for a draft, with what is wrong with them. ok is true if nothing is.
func (d Draft) check() (fields []writingField, ok bool) {
	fields, ok = d.fields(), true
	for i := range fields {
		field := &fields[i]
		switch {
		case !isLine(field.Value):
			field.Wrong, ok = "client.wrong.line", false
		case field.Name == "amount" && !amountPattern().MatchString(field.Value):
			field.Wrong, ok = "client.wrong.amount", false
		}
	}
	return fields, ok
}

// mostCharacters is how many characters a field of a document may have.
const mostCharacters = 200

// isLine reports whether a text is one line with something in it, and not too long.
func isLine(entered string) bool {
	isUnprintable := func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) && r != '\u00a0' }
	return entered != "" && utf8.RuneCountInString(entered) <= mostCharacters && strings.IndexFunc(entered, isUnprintable) < 0
}

// amountPattern matches an amount, such as 1500.00 or 1 500,00.
var amountPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9][0-9 \x{a0}]{0,20}([.,][0-9]{1,2})?$`)
})
