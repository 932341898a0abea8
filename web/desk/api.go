package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/web"
)

// routes adds everything that the server answers to a mux, and returns the description of the API.
func (s *Server) routes(mux *http.ServeMux) *huma.OpenAPI {
	api := web.NewAPI(mux, web.Info{
		Title: "etokenpass tms serve", Version: s.options.Version, Base: s.options.Base, Ready: s.Ready,
		Description: "A validator for the codes of eToken PASS tokens: it checks codes, counts failures, locks, unlocks and resynchronises, and keeps a journal of every decision.",
	})
	s.addChecks(api)
	s.addHelpDesk(api)
	s.addRecords(api)
	s.addAssignments(api)
	s.addImports(api)
	s.addExports(api)
	s.addRestored(api)
	s.addJournal(api)
	s.addJournalStream(api, mux)
	s.addPolicies(api)
	s.addFaults(api)
	s.addClock(api)
	s.addPrivacyIDEA(mux)
	s.addSelf(mux)
	web.AddMetrics(mux, s.options.Metrics)
	s.addConsole(mux)
	web.AddLook(mux)
	return api.OpenAPI()
}

// operation returns an operation of the API.
func operation(id, method, path, summary, tag string) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: web.APIPath + path, Summary: summary, Tags: []string{tag}}
}

// register adds an operation for callers with one of the roles, and for administrators. do gets the
// validator that notes the caller in the journal.
func register[I, O any](s *Server, api huma.API, op huma.Operation, roles []Role, do func(context.Context, *tms.Validator, *I) (O, error)) {
	op.Errors = append(op.Errors, http.StatusForbidden)
	op.Description += permission(roles, op.Description != "")
	web.Register(api, op, func(ctx context.Context, in *I) (*web.Answer[O], error) {
		caller, err := s.permit(ctx, roles)
		if err != nil {
			return nil, err
		}
		body, err := do(ctx, s.validator(caller.Name), in)
		return web.Reply(body, problem(err))
	})
}

// permission describes who may use an operation.
func permission(roles []Role, follows bool) string {
	text := "For callers with the role " + rolesText(slices.Clone(roles)) + "."
	if follows {
		text = " " + text
	}
	return text
}

// problem converts an error of the validator. What a client asked for in vain is a conflict with the
// records, and one that has gone does not read the answer; any other error is the server's.
func problem(err error) error {
	own, ok := errors.AsType[*tms.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return web.NewProblem(http.StatusServiceUnavailable, "nothing was decided: the request has ended", "")
	case !ok:
		return err
	case own.Unknown: // the texts do not repeat what a client sent
		return web.NewProblem(http.StatusNotFound, "there is no such token or user", "")
	}
	return web.NewProblem(http.StatusConflict, own.Problem, "")
}
