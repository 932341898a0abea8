package desk

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/tms"
	"etokenpass/tms/wire"
)

// Policy is the rules of a validator.
type Policy struct {
	Name  string      `json:"name" example:"bank-guide"`
	Title string      `json:"title" doc:"One sentence; may be empty."`
	Rules []wire.Rule `json:"rules" nullable:"false" doc:"All fields, in their order."`
}

func policyOf(policy *tms.Policy) Policy {
	return Policy{policy.Name, policy.Title, wire.RulesOf(policy)}
}

// addPolicies adds the policy of the server, and those that are built in.
func (s *Server) addPolicies(api huma.API) {
	roles := []Role{HelpDesk, Application}
	register(s, api, operation("get-policy", http.MethodGet, "/policy", "Read the rules of this validator", "policies"), roles,
		func(context.Context, *tms.Validator, *struct{}) (Policy, error) {
			return policyOf(s.options.Policy), nil
		})
	register(s, api, operation("list-policies", http.MethodGet, "/policies", "Read the built-in policies", "policies"), roles,
		func(context.Context, *tms.Validator, *struct{}) (all []Policy, err error) {
			for _, name := range tms.EmbeddedPolicies() {
				policy, _, _ := tms.EmbeddedPolicy(name)
				all = append(all, policyOf(policy))
			}
			return all, nil
		})
}
