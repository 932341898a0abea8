package bank

import (
	"cmp"
	"context"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/storing"
	"etokenpass/tms"
	"etokenpass/web/bank"
)

// kept is where the bank is kept, and its policy.
type kept struct {
	policy *tms.Policy
	open   func(fresh bool) (bank.Keeping, error)
	close  func() error
}

// keep returns where the flags keep the bank. The caller must close it.
func (o *options) keep(ctx context.Context, a *cli.App) (*kept, error) {
	if o.state.Value == "" {
		return o.inMemory(a)
	}
	state, err := openState(o.state.Value)
	if err != nil {
		return nil, err
	}
	policy, text, err := o.policyIn(ctx, a, state)
	if err != nil {
		return nil, cmp.Or(err, state.close())
	}
	open := func(fresh bool) (bank.Keeping, error) { return state.open(ctx, fresh, text) }
	return &kept{policy: policy, open: open, close: state.close}, nil
}

// policyIn returns the policy that --policy names, or else that of the bank in a folder, or else
// the default, and its text.
func (o *options) policyIn(ctx context.Context, a *cli.App, state *state) (*tms.Policy, string, error) {
	if o.policy.Value == "" && state.current > 0 {
		return state.policy(ctx)
	}
	return o.newPolicy(a)
}

func (o *options) newPolicy(a *cli.App) (*tms.Policy, string, error) {
	return storing.LoadPolicy(a, cmp.Or(o.policy.Value, tms.DefaultPolicy))
}

// inMemory keeps the bank in memory.
func (o *options) inMemory(a *cli.App) (*kept, error) {
	policy, _, err := o.newPolicy(a)
	if err != nil {
		return nil, err
	}
	open := func(bool) (bank.Keeping, error) {
		store := storing.InMemory()
		return bank.Keeping{Store: store, Close: store.Close}, nil
	}
	return &kept{policy: policy, open: open, close: func() error { return nil }}, nil
}
