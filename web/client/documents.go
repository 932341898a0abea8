package client

import (
	"net/http"
	"net/url"
	"strconv"

	"etokenpass/internal/locale"
)

func (s *site) addDocuments(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		session, err := s.Bank.Session(r)
		if err != nil {
			s.fail(w, r, nil, err)
			return
		}
		s.goTo(w, r, placeOf(session))
	})
	s.add(mux, "GET /documents", opened, (*visit).listDocuments)
	s.add(mux, "GET /documents/{id}", opened, func(v *visit) error { return v.showDocument(nil) })
	s.add(mux, "POST /documents/{id}/send", opened, (*visit).send)
}

// listDocuments shows all documents of the customer.
func (v *visit) listDocuments() error {
	documents, err := v.Documents(v.r.Context())
	if err != nil {
		return err
	}
	return v.write("client-documents.html", page{Title: text("client.documents"), Content: documents, here: "/documents"})
}

// document returns the document that the path of the request names.
func (v *visit) document() (Document, error) { return v.Document(v.r.Context(), v.id()) }

func (v *visit) id() string { return v.r.PathValue("id") }

// pathOf returns the path of the page about a document.
func pathOf(id string) string { return "/documents/" + url.PathEscape(id) }

// titleOf returns a title that has the number of a document in it.
func titleOf(key locale.Key, d Document) line {
	return line{key: key, values: []string{"number", strconv.Itoa(d.Number)}}
}

// showDocument shows a document.
func (v *visit) showDocument(m *message) error {
	document, err := v.document()
	if err != nil {
		return err
	}
	return v.write("client-document.html", page{Title: titleOf("client.document", document), Message: m, Content: document, here: pathOf(document.ID)})
}

// notAllowed says that the customer has signed in with Cancel.
func (v *visit) notAllowed() error {
	return v.showDocument(v.message(NotAllowed))
}

// send sends a document to the bank.
func (v *visit) send() error {
	result, err := v.Send(v.r.Context(), v.id())
	switch {
	case err != nil:
		return err
	case result == NotAllowed:
		return v.notAllowed()
	}
	return v.goTo(pathOf(v.id()))
}
