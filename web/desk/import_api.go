package desk

import (
	"context"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/web"
	"etokenpass/web/upload"
)

// importInput reads its body itself.
type importInput struct {
	Update  bool   `query:"update" doc:"Replace what the validator knows of tokens that it has already. Users, states and failures stay, and next never falls."`
	Prefer  string `header:"Prefer" maxLength:"200" doc:"respond-async (RFC 7240): answer at once with status 202, and let the client follow the import."`
	request huma.Context
}

// Resolve implements [huma.Resolver].
func (in *importInput) Resolve(ctx huma.Context) []error {
	in.request = ctx
	return nil
}

type importAnswer struct {
	Status   int
	Location string `header:"Location" doc:"The path of the import."`
	Body     Import
}

type importStateInput struct {
	ID   string       `path:"id" maxLength:"100" doc:"The import."`
	Wait web.Duration `query:"wait" doc:"Answer when the import has ended, or after this time, at most 1m. By default the answer is how far it is."`
}

// maxImportWait is below the server's limit for a response.
const maxImportWait = time.Minute

// addImports adds the import of seed files.
func (s *Server) addImports(api huma.API) {
	op := operation("import", http.MethodPost, "/imports", "Import the tokens of a seed file", "administration")
	op.Description = "The body is a seed file of any format that `etokenpass tms import` reads, or a form with the part `file` and the part `password` or `key` of an encrypted one. " +
		"Either all tokens are imported or none. The answer comes when the import has ended, or after a minute with status 202 if it is still running. " + permission(nil, false)
	op.DefaultStatus, op.MaxBodyBytes = http.StatusCreated, upload.MaxFile
	op.Errors = []int{http.StatusForbidden, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable}
	web.Register(api, op, func(ctx context.Context, in *importInput) (*importAnswer, error) {
		caller, err := s.permit(ctx, nil)
		if err != nil {
			return nil, err
		}
		file, err := openSeedFile(in.request)
		if err != nil {
			return nil, err
		}
		job, err := s.startImport(s.validator(caller.Name), file, in.Update)
		if err != nil {
			return nil, err
		}
		wait := maxImportWait
		if strings.Contains(in.Prefer, "respond-async") {
			wait = 0
		}
		return importedAnswer(job.await(ctx, wait))
	})
	describeImportBody(api.OpenAPI(), op.Path)

	follow := operation("get-import", http.MethodGet, "/imports/{id}", "Follow an import", "administration")
	follow.Errors = []int{http.StatusNotFound}
	register(s, api, follow, nil, func(ctx context.Context, _ *tms.Validator, in *importStateInput) (Import, error) {
		job, err := s.imports.find(in.ID)
		switch {
		case err != nil:
			return Import{}, err
		case in.Wait.Duration < 0 || in.Wait.Duration > maxImportWait:
			return Import{}, web.Invalid("query.wait", "must be at most 1m")
		}
		return job.await(ctx, in.Wait.Duration), nil
	})
}

// importedAnswer returns the answer of an import: its problem if it has failed.
func importedAnswer(now Import) (*importAnswer, error) {
	answer := &importAnswer{http.StatusCreated, web.APIPath + "/imports/" + now.ID, now}
	switch now.State {
	case ImportFailed:
		return nil, now.Problem
	case ImportRunning:
		answer.Status = http.StatusAccepted
	case ImportDone:
	}
	return answer, nil
}

// openSeedFile opens the file in the body of a request.
func openSeedFile(request huma.Context) (*upload.File, error) {
	media, parameters, _ := mime.ParseMediaType(request.Header("Content-Type")) // "" if it is not valid
	if media == upload.FormType {
		return upload.OpenForm(parameters["boundary"], request.BodyReader(), 0)
	}
	return upload.Open(request.BodyReader(), 0), nil
}

// describeImportBody documents a body that huma does not read.
func describeImportBody(document *huma.OpenAPI, path string) {
	file := &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "A seed file."}
	document.Paths[path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: file}, "text/csv": {Schema: file}, "application/xml": {Schema: file},
		upload.FormType: {Schema: upload.FormSchema(document.Components.Schemas, "A seed file.")},
	}}
}
