package rehearsals

import (
	"net/http"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
	"etokenpass/web"
)

// report is a form of the report, which is that of the terminal.
type report struct {
	ending, contentType string
	write               func(rehearsal.Summary, *locale.Texts) ([]byte, error)
}

var reports = []report{
	{"", "text/html; charset=utf-8", rehearsal.Summary.HTML},
	{".json", "application/json", rehearsal.Summary.JSON},
	{".txt", "text/plain; charset=utf-8", func(s rehearsal.Summary, texts *locale.Texts) ([]byte, error) { return []byte(s.Text(texts)), nil }},
}

// addReports adds the reports of a rehearsal, as far as it has come.
func (s *Server) addReports(mux *http.ServeMux) {
	for _, form := range reports {
		mux.HandleFunc("GET /{code}/report"+form.ending, s.inGroup(func(w http.ResponseWriter, r *http.Request, m *group) error {
			data, err := form.write(m.summary(), locale.New(web.Language(r)))
			if err != nil {
				return err
			}
			web.AllowStyles(w, data)
			w.Header().Set("Content-Type", form.contentType)
			_, _ = w.Write(data) // the client may be gone
			return nil
		}))
	}
}

func (m *group) summary() (summary rehearsal.Summary) {
	_ = m.use(func() error { summary = m.play.Summary(); return nil })
	return summary
}
