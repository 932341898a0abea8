package desk

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/tms/wire"
)

type journalInput struct {
	Serial   string    `query:"serial" maxLength:"1000" doc:"Only entries about this token."`
	User     string    `query:"user" maxLength:"1000" doc:"Only entries about this user."`
	Since    time.Time `query:"since" doc:"Only entries from this time on." example:"2026-01-15T00:00:00Z"`
	Document string    `query:"document" pattern:"^[0-9a-f]{64}$" doc:"Only entries about the document with this SHA-256, in hex."`
	ID       string    `query:"id" maxLength:"1000" doc:"Only the entries of this request: whether it was decided, and how."`
	After    uint64    `query:"after" doc:"Only entries with a higher number: the field next of the previous answer."`
	Limit    int       `query:"limit" minimum:"1" maximum:"10000" default:"100" doc:"The number of entries in the answer, at most."`
}

func (in *journalInput) selects(entry *tms.Entry) bool {
	return (in.Document == "" || entry.DocumentSHA256 == in.Document) && (in.ID == "" || entry.ID == in.ID)
}

// Journal is some of the entries.
type Journal struct {
	Entries []wire.Entry `json:"entries" nullable:"false" doc:"In the order of their numbers."`
	Next    uint64       `json:"next,omitempty" doc:"The parameter after of a request for more. Absent if there are no more."`
}

// mostFindings bounds the findings in the answer of an audit.
const mostFindings = 100

// Audit is the result of an audit.
type Audit struct {
	wire.Audit
	First []wire.Finding `json:"first" nullable:"false" doc:"The first findings, at most 100."`
}

// addJournal adds the journal.
func (s *Server) addJournal(api huma.API) {
	list := operation("list-entries", http.MethodGet, "/journal", "Read the journal", "journal")
	list.Description = "Every decision and every change, with who asked."
	register(s, api, list, nil, func(ctx context.Context, _ *tms.Validator, in *journalInput) (*Journal, error) {
		return s.journal(ctx, in)
	})

	audit := operation("audit", http.MethodGet, "/journal/audit", "Verify the journal", "journal")
	audit.Description = "Finds entries that were changed or removed, and records that do not match their entries. It cannot detect that the whole store was replaced by an older copy."
	register(s, api, audit, nil, func(ctx context.Context, _ *tms.Validator, _ *struct{}) (*Audit, error) { return s.audit(ctx) })
}

// journal returns some entries.
func (s *Server) journal(ctx context.Context, in *journalInput) (*Journal, error) {
	journal := &Journal{Entries: []wire.Entry{}}
	query := tms.Query{Serial: in.Serial, User: in.User, Since: in.Since, After: in.After}
	err := s.options.Store.View(ctx, func(view tms.View) error {
		for entry, err := range view.Journal(query) {
			switch {
			case err != nil:
				return err
			case !in.selects(&entry):
				continue
			case len(journal.Entries) == in.Limit:
				journal.Next = journal.Entries[in.Limit-1].Number
				return nil
			}
			journal.Entries = append(journal.Entries, wire.EntryOf(&entry))
		}
		return nil
	})
	return journal, err
}

func (s *Server) audit(ctx context.Context) (*Audit, error) {
	audit := &Audit{First: []wire.Finding{}}
	err := s.options.Store.View(ctx, func(view tms.View) error {
		report := func(finding tms.Finding) {
			if audit.Findings++; len(audit.First) < mostFindings {
				audit.First = append(audit.First, wire.FindingOf(finding))
			}
		}
		for _, err := range view.Records("") {
			if err != nil {
				return err
			}
			audit.Tokens++
		}
		return tms.Audit(view, report, func(uint64) { audit.Entries++ })
	})
	audit.Complete = audit.Findings == 0
	return audit, err
}
