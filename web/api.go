package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Info describes an API.
type Info struct {
	Title       string
	Version     string
	Description string // Markdown; may be ""
	Base        string // the path before all paths, like /tokens, if the server is a part of another; "": none

	// Ready reports why the server cannot do its work, such as a database that is away; nil: it
	// always can. The text of the error is in the answer, so it must not contain secrets.
	Ready func(context.Context) error
}

// NewAPI returns an API whose operations, added with huma.Register, become routes of the mux. It
// refuses unknown query parameters and unknown fields. It also adds the routes
//
//	/openapi.json  the API's OpenAPI 3.1 document, of all operations added before its first request
//	/docs          the same as a page
//	/healthz       answers as long as the server does
//	/readyz        answers 200 if Info.Ready does, and 503 if not or if the server is shutting down
//
// Handlers return a [*Problem] as their error; any other error is answered with 500 and logged.
func NewAPI(mux *http.ServeMux, info Info) huma.API {
	config := huma.DefaultConfig(info.Title, info.Version)
	config.Info.Description = info.Description
	if info.Base != "" {
		config.Servers = []*huma.Server{{URL: info.Base}}
	}
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.RejectUnknownQueryParameters = true
	config.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat, curlType: jsonFormat}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "One of the tokens in the server's auth file, if it has one."},
	}
	config.Security = []map[string][]string{{}, {"bearer": {}}} // {}: a server without an auth file
	config.OnAddOperation = append(config.OnAddOperation, func(document *huma.OpenAPI, op *huma.Operation) {
		if op.Metadata == nil {
			op.Metadata = map[string]any{}
		}
		op.Metadata[schemasKey] = document.Components.Schemas
	})
	api := humago.New(mux, config)
	api.UseMiddleware(limitOperation, checkQuery)

	document := sync.OnceValues(func() ([]byte, error) { return json.Marshal(api.OpenAPI()) })
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, r *http.Request) {
		data, err := document()
		if err != nil {
			panic(err)
		}
		serveStatic(w, r, "openapi.json", "application/json", data)
	})
	addDocs(mux, api.OpenAPI(), info.Base)
	addHealth(api, info.Ready)
	return api
}

// curlType is the content type that curl -d sends unless it is told otherwise. No operation takes a
// form of this type, so its body is JSON. Pages of other sites can send it, too; the guard of origins
// refuses those.
const curlType = formType

// limitOperation replaces the server's limit for bodies with that of the operation. huma sets
// it, and refuses larger bodies itself.
func limitOperation(ctx huma.Context, next func(huma.Context)) {
	if most := ctx.Operation().MaxBodyBytes; most > 0 {
		r, w := humago.Unwrap(ctx)
		replaceLimit(w, r, most)
	}
	next(ctx)
}

// checkQuery refuses what huma would ignore: a query, or a part of it, that cannot be read, and all
// but the first of the values of a parameter.
func checkQuery(ctx huma.Context, next func(huma.Context)) {
	requested := ctx.URL()
	query, err := url.ParseQuery(requested.RawQuery)
	var details []Detail
	if err != nil {
		details = append(details, Detail{"query", "must be like name=value&name=value"})
	}
	for _, parameter := range ctx.Operation().Parameters {
		isList := parameter.Schema != nil && parameter.Schema.Type == huma.TypeArray
		if parameter.In == "query" && !isList && len(query[parameter.Name]) > 1 {
			details = append(details, Detail{"query." + parameter.Name, "given twice: must be one value"})
		}
	}
	if len(details) > 0 {
		r, w := humago.Unwrap(ctx)
		NewProblem(http.StatusUnprocessableEntity, "the request is not valid", "", details...).ServeHTTP(w, r)
		return
	}
	next(ctx)
}

// Health is the answer of /healthz and /readyz.
type Health struct {
	Status string `json:"status" enum:"ok,ready" doc:"What was asked for."`
}

type healthAnswer struct{ Body Health }

// readyTime is the time that a readiness check may take.
const readyTime = 5 * time.Second

func addHealth(api huma.API, ready func(context.Context) error) {
	huma.Register(api, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: "/healthz", Tags: []string{"server"},
		Summary: "Ask whether the server answers", Security: []map[string][]string{},
	}, func(context.Context, *struct{}) (*healthAnswer, error) {
		return &healthAnswer{Health{"ok"}}, nil
	})
	huma.Register(api, huma.Operation{
		OperationID: "ready", Method: http.MethodGet, Path: "/readyz", Tags: []string{"server"},
		Summary: "Ask whether the server can do its work", Security: []map[string][]string{}, Errors: []int{http.StatusServiceUnavailable},
	}, func(ctx context.Context, _ *struct{}) (*healthAnswer, error) {
		if isClosed(Stopping(ctx)) {
			return nil, unavailable("the server is shutting down")
		}
		if ready != nil {
			ctx, cancel := context.WithTimeout(ctx, readyTime)
			defer cancel()
			if err := ready(ctx); err != nil {
				return nil, unavailable("not ready: " + err.Error())
			}
		}
		return &healthAnswer{Health{"ready"}}, nil
	})
}

func unavailable(text string) *Problem {
	return NewProblem(http.StatusServiceUnavailable, text, "").With("Retry-After", "1")
}

func isClosed(channel <-chan struct{}) bool {
	select {
	case <-channel:
		return true
	default:
		return false
	}
}

// serveStatic answers with data that does not change while the server runs.
func serveStatic(w http.ResponseWriter, r *http.Request, name, contentType string, data []byte) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Cache-Control", "no-cache") // keep it, but ask each time whether it has changed
	header.Set("ETag", etag(data))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}
