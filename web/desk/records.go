package desk

import (
	"context"
	"iter"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/tms/wire"
)

// FilterInput holds the parameters that select records.
type FilterInput struct {
	Search       string `query:"search" maxLength:"1000" doc:"Only those whose serial, user, owner or organisation contains this, in capitals or not."`
	Owner        string `query:"owner" maxLength:"1000" doc:"Only those whose owner's name contains this."`
	Organisation string `query:"organisation" maxLength:"1000" doc:"Only those whose organisation contains this."`
	Condition    string `query:"condition" enum:"in_step,out_of_step,locked,disabled,user_disabled,resync_required,worn_out,no_token" doc:"Only those in this condition."`
	After        string `query:"after" maxLength:"1000" doc:"Continue after this one, the field next of the previous answer."`
	Limit        int    `query:"limit" minimum:"1" maximum:"10000" default:"100" doc:"The number of records in the answer, at most."`
}

func (f *FilterInput) filter() tms.Filter {
	return tms.Filter{Text: f.Search, Owner: f.Owner, Organisation: f.Organisation, Condition: tms.ConditionKind(f.Condition)}
}

// Records is some of the records.
type Records struct {
	Records []wire.Record `json:"records" nullable:"false" doc:"In the order of serials, or of user names."`
	Next    string        `json:"next,omitempty" doc:"The parameter after of a request for more. Absent if there are no more."`
}

type tokensInput struct {
	Serial string `query:"serial" maxLength:"1000" doc:"Only this token, which must exist."`
	FilterInput
}

type usersInput struct {
	User string `query:"user" maxLength:"1000" doc:"Only this user, who must exist."`
	FilterInput
}

// addRecords adds lists of tokens and users.
func (s *Server) addRecords(api huma.API) {
	roles := []Role{HelpDesk}
	list := operation("list-tokens", http.MethodGet, "/tokens", "List tokens, each with its user", "records")
	list.Description = "A help desk asks a caller for the owner's name and the organisation."
	list.Errors = []int{http.StatusNotFound}
	register(s, api, list, roles, func(ctx context.Context, _ *tms.Validator, in *tokensInput) (*Records, error) {
		return s.list(ctx, tms.Key{Serial: in.Serial}, &in.FilterInput, tms.View.Records, func(r wire.Record) string { return r.Serial })
	})

	users := operation("list-users", http.MethodGet, "/users", "List users, each with the token", "records")
	users.Errors = []int{http.StatusNotFound}
	register(s, api, users, roles, func(ctx context.Context, _ *tms.Validator, in *usersInput) (*Records, error) {
		return s.list(ctx, tms.Key{User: in.User}, &in.FilterInput, tms.View.Users, func(r wire.Record) string { return r.User })
	})
}

// list returns the record of a key, or those that a filter selects.
func (s *Server) list(
	ctx context.Context, key tms.Key, in *FilterInput,
	all func(tms.View, string) iter.Seq2[tms.Record, error], name func(wire.Record) string,
) (*Records, error) {
	records := &Records{Records: []wire.Record{}}
	if key != (tms.Key{}) {
		record, err := s.find(ctx, key)
		records.Records = append(records.Records, wire.RecordOf(s.options.Policy, record))
		return records, err
	}
	now, filter := s.now(), in.filter()
	err := s.options.Store.View(ctx, func(view tms.View) error {
		for record, err := range all(view, in.After) {
			if err != nil {
				return err
			}
			record = record.At(s.options.Policy, now)
			if !filter.Selects(record) {
				continue
			}
			if len(records.Records) == in.Limit {
				records.Next = name(records.Records[in.Limit-1])
				return nil
			}
			records.Records = append(records.Records, wire.RecordOf(s.options.Policy, record))
		}
		return nil
	})
	return records, err
}
