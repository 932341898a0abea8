package desk

import (
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"etokenpass/web"
	"etokenpass/web/upload"
)

// importPage is the content of the pages for an import: the form, and how far an import is.
type importPage struct {
	Problem *web.Problem // why a file was refused; nil if none was
	State   *Import      // nil: the form
	Tokens  []importedView
	Hidden  string // how many tokens are not listed; "" if all are
}

// importedView is an imported token.
type importedView struct{ Serial, Address, Next string }

// listedImports is how many imported tokens a page lists.
const listedImports = 100

// shortWait is how long the page waits for an import before it shows how far it is. Small files are
// done by then.
const shortWait = time.Second / 2

// formOverhead is the size of a form besides the file, in bytes.
const formOverhead = 64 << 10

func (v *visit) showImport() error {
	v.writeImport(http.StatusOK, frame{Content: importPage{}})
	return nil
}

func (v *visit) writeImport(status int, f frame) {
	f.Title = v.Text("console.import")
	v.write(status, "desk-import.html", f)
}

// importForm returns the handler of the form with a file.
func (c *console) importForm(roles []Role) http.Handler {
	return web.LimitBody(upload.MaxFile+formOverhead, c.answer(roles, func(v *visit) error {
		job, err := v.beginImport()
		if problem, ok := errors.AsType[*web.Problem](err); ok && problem.Status < http.StatusInternalServerError {
			v.writeImport(problem.Status, frame{
				Said:    v.refusedFile(problem),
				Content: importPage{Problem: problem},
			})
			return nil
		}
		if err != nil {
			return err
		}
		job.await(v.context(), shortWait)
		v.seeOther(v.w, v.r, "/import/"+job.state().ID)
		return nil
	}))
}

// refusedFile says that a file was refused and, if it is encrypted, what to enter. The problem's advice
// is for programs, then, and is left out.
func (v *visit) refusedFile(problem *web.Problem) *said {
	s := &said{Kind: bad, Text: v.Text("console.import.refused")}
	if len(problem.Errors) == 0 {
		return s
	}
	part := strings.TrimPrefix(problem.Errors[0].Location, "body.")
	isMissing := strings.HasPrefix(problem.Errors[0].Message, "missing")
	switch {
	case part == "password" && isMissing:
		s.More = []string{v.Text("console.import.needs_password")}
	case part == "key" && isMissing:
		s.More = []string{v.Text("console.import.needs_key")}
	case part == "password", part == "key":
		s.More = []string{v.Text("console.import.wrong_secret")}
	}
	if s.More != nil && isMissing {
		problem.Advice = ""
	}
	return s
}

// beginImport reads the form, and begins the import. Whether to update is in the address of the form,
// because the file may come before the other parts.
func (v *visit) beginImport() (*importJob, error) {
	media, parameters, _ := mime.ParseMediaType(v.r.Header.Get("Content-Type")) // "" if it is not valid
	if media != upload.FormType {
		return nil, web.NewProblem(http.StatusUnsupportedMediaType, "must be a form with a file", "")
	}
	file, err := upload.OpenForm(parameters["boundary"], v.r.Body, 0)
	if err != nil {
		return nil, err
	}
	return v.startImport(v.desk(), file, v.query("update") != "")
}

// followImport shows how far an import is. The page loads itself again until it has ended.
func (v *visit) followImport() error {
	job, err := v.imports.find(v.r.PathValue("id"))
	if err != nil {
		return err
	}
	state := job.state()
	page := importPage{State: &state, Problem: state.Problem}
	for _, token := range state.Tokens[:min(len(state.Tokens), listedImports)] {
		page.Tokens = append(page.Tokens, importedView{token.Serial, tokenAddress(token.Serial), number(token.Next)})
	}
	f := frame{Content: page}
	switch state.State {
	case ImportRunning:
		f.Refresh = "1"
	case ImportFailed:
		f.Said = &said{Kind: bad, Text: v.Text("console.import.failed")}
	case ImportDone:
		f.Said = v.imported(&state)
		if hidden := state.Count - uint64(len(page.Tokens)); hidden > 0 {
			page.Hidden = v.Count("console.import.hidden", hidden)
			f.Content = page
		}
	}
	v.writeImport(http.StatusOK, f)
	return nil
}

// imported says what became of an import.
func (v *visit) imported(state *Import) *said {
	s := &said{Kind: good, Text: v.Count("console.import.done", state.Count)}
	if state.Replaced > 0 {
		s.More = append(s.More, v.Count("console.import.replaced", uint64(state.Replaced)))
	}
	if len(state.Warnings) > 0 {
		s.Kind = warn
		s.More = append(s.More, v.Text("console.import.warned"))
	}
	return s
}
