package web

import (
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// Describe adds the event stream of a route to the API's document. The operation needs a path
// and an id; names are those of the events. The caller adds the route to the mux, with
// [Hub.Serve].
func (h *Hub[T]) Describe(api huma.API, op huma.Operation, names ...string) {
	missed := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Missed](), true, "Missed")
	describeStream[T](api, op, "as far as the server remembers them, else with the event missed.", names, eventSchema(missedName, missed))
}

// DescribeFeed is like [Hub.Describe], for a [Feed] whose events have data of type T.
func DescribeFeed[T any](api huma.API, op huma.Operation, names ...string) {
	describeStream[T](api, op, "however old it is.", names)
}

// describeStream describes a stream. begins ends the sentence about how it begins after an event.
func describeStream[T any](api huma.API, op huma.Operation, begins string, names []string, others ...*huma.Schema) {
	schemas := api.OpenAPI().Components.Schemas
	data := schemas.Schema(reflect.TypeFor[T](), true, op.OperationID+"Event")
	problem := schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")

	var kinds []*huma.Schema
	for _, name := range slices.Sorted(slices.Values(names)) {
		kinds = append(kinds, eventSchema(name, data))
	}
	kinds = append(kinds, others...)
	op.Method = http.MethodGet
	op.Parameters = append(op.Parameters, &huma.Param{
		Name: lastEventID, In: "header", Schema: &huma.Schema{Type: huma.TypeString},
		Description: "The id of the last event that the client got. The stream begins with the events after it, " + begins,
	})
	op.Responses = map[string]*huma.Response{
		"200": {
			Description: "A stream of server-sent events that ends when the server shuts down. Comments keep it open while nothing happens.",
			Content: map[string]*huma.MediaType{streamType: {Schema: &huma.Schema{
				Title: "Server-sent events", Type: huma.TypeArray, Items: &huma.Schema{OneOf: kinds},
				Description: "Each item is an event as the HTML standard describes it, with its data in JSON.",
			}}},
		},
		"503": {
			Description: "Too many streams are open.",
			Content:     map[string]*huma.MediaType{problemType: {Schema: problem}},
		},
	}
	api.OpenAPI().AddOperation(&op)
}

func eventSchema(name string, data *huma.Schema) *huma.Schema {
	return &huma.Schema{
		Title: "Event " + name, Type: huma.TypeObject, Required: []string{"event", "data"},
		Properties: map[string]*huma.Schema{
			"id":    {Type: huma.TypeString, Description: "For Last-Event-ID; opaque."},
			"event": {Type: huma.TypeString, Enum: []any{name}},
			"data":  data,
			"retry": {Type: huma.TypeInteger, Description: "Milliseconds after which a client comes back."},
		},
	}
}
