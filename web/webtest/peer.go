package webtest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Peer is the description of an API as another implementation of OpenAPI reads it.
type Peer struct{ document *openapi3.T }

// ReadPeer reads a description, which must be valid.
func ReadPeer(t testing.TB, data []byte) Peer {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(data)
	if err == nil {
		err = document.Validate(context.Background(), openapi3.AllowExtraSiblingFields("patternDescription")) // JSON Schema permits others' keywords
	}
	if err != nil {
		t.Fatal(err)
	}
	return Peer{document}
}

// Check compares an answer in JSON with the description of an operation, like "GET /path".
func (p Peer) Check(t testing.TB, operation string, status int, contentType string, body []byte) {
	t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	item := p.document.Paths.Find(path)
	if item == nil || item.GetOperation(method) == nil {
		t.Fatalf("%s is not described", operation)
	}
	answer := item.GetOperation(method).Responses.Status(status)
	if answer == nil || answer.Value.Content.Get(contentType) == nil {
		t.Fatalf("%s: the answer %d with %s is not described", operation, status, contentType)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatal(err)
	}
	if err := answer.Value.Content.Get(contentType).Schema.Value.VisitJSON(value, openapi3.EnableJSONSchema2020()); err != nil {
		t.Errorf("%s: %v in %s", operation, err, body)
	}
}
