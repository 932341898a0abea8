package web

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// APIPath is the beginning of the paths of all operations.
const APIPath = "/api/v1"

// Answer is a response with a body.
type Answer[T any] struct{ Body T }

// Reply returns the response of an operation.
func Reply[T any](body T, err error) (*Answer[T], error) {
	if err != nil {
		return nil, err
	}
	return &Answer[T]{body}, nil
}

// Register adds an operation to an API. It describes the errors that all operations with such an
// input have.
func Register[I, O any](api huma.API, op huma.Operation, do func(context.Context, *I) (*O, error)) {
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity)
	if _, hasBody := reflect.TypeFor[I]().FieldByName("Body"); hasBody {
		op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	huma.Register(api, op, do)
}
