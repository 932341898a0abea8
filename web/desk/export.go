package desk

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
	"etokenpass/tms/intake"
	"etokenpass/web"
)

// ExportRequest asks for a seed file with the validator's tokens.
type ExportRequest struct {
	Format   string   `json:"format" doc:"A format that etokenpass tms export --as knows." example:"pskc"`
	Serials  []string `json:"serials,omitempty" maxItems:"10000" doc:"Only these tokens. By default all."`
	Password string   `json:"password,omitempty" maxLength:"1000" doc:"Encrypt the secrets (PSKC)."`
}

// Export is a seed file. It contains the secrets.
type Export struct {
	Format   string   `json:"format"`
	Count    int      `json:"count" doc:"How many tokens it has."`
	Warnings []string `json:"warnings" nullable:"false" doc:"What the file leaves out and another validator would need, at most 100."`
	Content  string   `json:"content" doc:"The file."`
}

const (
	mostExported       = 100_000 // tokens in an answer
	mostExportWarnings = 100
)

// addExports adds the export, for a server that may reveal secrets.
func (s *Server) addExports(api huma.API) {
	op := operation("export", http.MethodPost, "/exports", "Write tokens to a seed file", "administration")
	op.Description = "Only on a server started with `--reveal`, because the file contains the secrets. The moving factor in it is the one that the validator expects next."
	op.Errors = []int{http.StatusNotFound, http.StatusConflict}
	register(s, api, op, nil, func(ctx context.Context, _ *tms.Validator, in *struct{ Body ExportRequest }) (*Export, error) {
		if !s.options.Reveal {
			return nil, web.NewProblem(http.StatusForbidden, "the server does not reveal secrets", "start it with --reveal, or use etokenpass tms export")
		}
		return s.export(ctx, &in.Body)
	})
}

func (s *Server) export(ctx context.Context, in *ExportRequest) (*Export, error) {
	export := &Export{Format: in.Format, Warnings: []string{}}
	var text strings.Builder
	var protection seedfile.Protection
	if in.Password != "" {
		protection.Password = []byte(in.Password)
	}
	writer, err := seedfile.NewWriter(&text, seedfile.Format(in.Format), protection)
	if err != nil {
		return nil, web.NewProblem(http.StatusUnprocessableEntity, err.Error(), "")
	}
	err = s.options.Store.View(ctx, func(view tms.View) error {
		return eachExported(view, in.Serials, func(token *tms.Token) error {
			if export.Count++; export.Count > mostExported {
				return web.NewProblem(http.StatusConflict, "there are too many tokens for one answer: at most 100,000", "name serials, or use etokenpass tms export")
			}
			for _, omission := range intake.Omissions(token, seedfile.Format(in.Format)) {
				if len(export.Warnings) < mostExportWarnings {
					export.Warnings = append(export.Warnings, omission.Error())
				}
			}
			if err := intake.CheckExport(token, seedfile.Format(in.Format)); err != nil {
				return web.NewProblem(http.StatusConflict, err.Error(), "")
			}
			seed, err := intake.SeedOf(token)
			if err != nil {
				return err
			}
			return writer.Write(seed)
		})
	})
	if err == nil {
		err = writer.Close()
	}
	export.Content = text.String()
	return export, err
}

// eachExported calls do with the tokens of some serials, or with all tokens.
func eachExported(view tms.View, serials []string, do func(*tms.Token) error) error {
	for _, serial := range serials {
		record, err := view.Record(tms.Key{Serial: serial})
		if err == nil && record.Token == nil {
			err = tms.UnknownToken(serial)
		}
		if err == nil {
			err = do(record.Token)
		}
		if err != nil {
			return err
		}
	}
	if len(serials) > 0 {
		return nil
	}
	for record, err := range view.Records("") {
		if err == nil {
			err = do(record.Token)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
