package tokens

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/web"
	"etokenpass/web/upload"
)

// routes adds everything that the server answers to a mux, and returns the description of the API.
func (s *Server) routes(mux *http.ServeMux) *huma.OpenAPI {
	api := web.NewAPI(mux, web.Info{
		Title: "etokenpass serve", Version: s.options.Version, Base: s.options.Base,
		Description: "Emulated eToken PASS tokens for tests. Create a token, press its button, wait for its screen, read its codes.",
	})
	s.addTokens(api)
	s.addUse(api)
	s.addState(api)
	s.addPictures(api)
	s.addClocks(api)
	s.addHistory(api)
	s.addEvents(api, mux)
	s.addPage(mux)
	web.AddMetrics(mux, s.options.Metrics)
	return api.OpenAPI()
}

// TokenPath is the path of a token.
type TokenPath struct {
	ID string `path:"id" maxLength:"4000" doc:"The token: its id, or its serial." example:"000000000000"`
}

// operation returns an operation on tokens.
func operation(id, method, path, summary string, errors ...int) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: web.APIPath + path, Summary: summary, Tags: []string{"tokens"}, Errors: errors}
}

// onToken adds an operation on one token, whose input has the path of the token in it.
func onToken[I interface {
	*T
	token() string
}, T, O any](s *Server, api huma.API, op huma.Operation, do func(context.Context, *entry, I) (O, error)) {
	op.Errors = append(op.Errors, http.StatusNotFound)
	web.Register(api, op, func(ctx context.Context, in *T) (*web.Answer[O], error) {
		e, err := s.registry.find(I(in).token())
		if err != nil {
			return nil, err
		}
		return web.Reply(do(ctx, e, in))
	})
}

func (p *TokenPath) token() string { return p.ID }

type listInput struct {
	After uint64 `query:"after" doc:"Continue after this number, the field next of the previous answer."`
	Limit int    `query:"limit" minimum:"1" maximum:"10000" default:"1000" doc:"The number of tokens in the answer, at most."`
}

// List is some of the tokens of a server.
type List struct {
	Count  int     `json:"count" doc:"The number of all tokens." example:"1"`
	Tokens []Token `json:"tokens" doc:"In the order of their creation."`
	Next   uint64  `json:"next,omitempty" doc:"The parameter after of a request for more. Absent if there are no more."`
}

// createInput reads its body itself: a seed file need not fit into memory.
type createInput struct{ request huma.Context }

// Resolve implements [huma.Resolver].
func (c *createInput) Resolve(ctx huma.Context) []error {
	c.request = ctx
	return nil
}

type created struct {
	Location string `header:"Location" doc:"The path of the token, or of the first."`
	Body     *Created
}

func (s *Server) addTokens(api huma.API) {
	web.Register(api, operation("list-tokens", http.MethodGet, "/tokens", "List the tokens"),
		func(_ context.Context, in *listInput) (*web.Answer[*List], error) {
			return web.Reply(s.list(in.After, in.Limit), nil)
		})

	op := operation("create-tokens", http.MethodPost, "/tokens", "Create a token, or those of a seed file",
		http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.DefaultStatus, op.MaxBodyBytes = http.StatusCreated, maxSeedFile
	op.Description = "The body is a profile in YAML or JSON, the name of a built-in profile such as `{\"profile\":\"demo\"}`, or a seed file of any format " +
		"that `etokenpass import` reads, or a picture of a QR code. A form with the part `file` has one of these too, and the part " +
		"`password` or `key` of an encrypted seed file: `curl -F file=@batch.pskcxml -F 'password=<secret.txt'`. What a profile leaves out has a default; a missing serial or secret is made up. " +
		"An empty body creates an event token. Either all tokens are created or none."
	web.Register(api, op, func(_ context.Context, in *createInput) (*created, error) {
		body, err := s.create(in.request.Header("Content-Type"), in.request.BodyReader())
		if err != nil {
			return nil, err
		}
		return &created{web.APIPath + "/tokens/" + body.ID, body}, nil
	})
	describeBody(api.OpenAPI(), api.OpenAPI().Paths[op.Path].Post)

	onToken(s, api, operation("get-token", http.MethodGet, "/tokens/{id}", "Get a token with what it shows"),
		func(_ context.Context, e *entry, _ *TokenPath) (Token, error) { return e.info() })

	remove := operation("delete-token", http.MethodDelete, "/tokens/{id}", "Delete a token", http.StatusNotFound)
	remove.Description = "A counter that was saved stays saved: a token with the same serial and secret continues from it."
	web.Register(api, remove, func(_ context.Context, in *TokenPath) (*struct{}, error) { return nil, s.remove(in.ID) })
}

// describeBody documents a body that huma does not read.
func describeBody(api *huma.OpenAPI, op *huma.Operation) {
	profile := &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true,
		Description: "A profile as docs/profile.md describes it, or {\"profile\": NAME} with the name of a built-in profile.",
		Examples:    []any{map[string]any{"profile": "demo"}},
	}
	file := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "A seed file or a picture of a QR code."}
	op.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{
		upload.FormType:    {Schema: upload.FormSchema(api.Components.Schemas, "A profile, a seed file or a picture of a QR code.")},
		"application/json": {Schema: profile}, "application/yaml": {Schema: profile},
		"application/octet-stream": {Schema: file}, "text/csv": {Schema: file}, "application/xml": {Schema: file}, "image/png": {Schema: file},
	}}
}

// list returns at most limit tokens with a number above the given one.
func (s *Server) list(after uint64, limit int) *List {
	entries, total := s.registry.list(after, limit)
	list := &List{Count: total, Tokens: make([]Token, 0, len(entries))}
	for _, e := range entries {
		if info, err := e.info(); err == nil { // else it has just been deleted
			list.Tokens = append(list.Tokens, info)
		}
	}
	if len(entries) == limit {
		list.Next = entries[limit-1].number
	}
	return list
}

// remove deletes a token.
func (s *Server) remove(text string) error {
	e, err := s.registry.remove(text)
	if err != nil {
		return err
	}
	e.remove()
	return nil
}
