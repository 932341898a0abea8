package bank

import (
	"context"
	"net/http"

	"etokenpass/tms"
	"etokenpass/web"
)

// deletedReason is why the validator refuses the token and the user of a deleted customer. It keeps
// both: a serial whose token were forgotten could come back with its first code, and the journal would
// lack its subjects.
const deletedReason = "the customer was deleted"

// deleteCustomer deletes a customer, whose sessions end at once. It is decided when the account's file
// says so. What follows can be repeated, and after an error or a crash it is: by the next request, or
// by the next start.
func (w *world) deleteCustomer(ctx context.Context, login string) error {
	w.deleting.Lock()
	defer w.deleting.Unlock()
	a, ok := w.customers.known(login)
	if !ok || a.life.Load() == beginning {
		return noCustomer()
	}
	if err := a.markDeleted(); err != nil {
		return err
	}
	if err := w.finishDeletion(context.WithoutCancel(ctx), a); err != nil {
		return err
	}
	w.tokens.Remove(a.customer.Token.Serial)
	w.customers.remove(a)
	return nil
}

// finishDeletion deletes what the bank keeps of an account that is marked as deleted.
func (w *world) finishDeletion(ctx context.Context, a *account) error {
	if err := w.retire(ctx, &a.customer); err != nil {
		return conflict(err)
	}
	return a.forget()
}

// retire makes the validator refuse a customer and the token that the customer was given, whoever has
// it now. If the customer has another one, it is free again.
func (w *world) retire(ctx context.Context, customer *Customer) error {
	user, token := tms.Key{User: customer.Login}, tms.Key{Serial: customer.Token.Serial}
	for _, key := range []tms.Key{user, token} {
		record, err := w.validator.Record(ctx, key)
		if err != nil {
			return err
		}
		if record.Token != nil && record.Token.User != "" {
			if _, err := w.validator.Unassign(ctx, w.call(), record.Token.Serial); err != nil {
				return err
			}
		}
	}
	record, err := w.validator.Record(ctx, tms.Key{Serial: token.Serial, User: user.User})
	if err == nil && record.Token != nil {
		_, err = w.validator.Disable(ctx, w.call(), token, deletedReason)
	}
	if err == nil && record.User != nil {
		_, err = w.validator.Disable(ctx, w.call(), user, deletedReason)
	}
	return err
}

// isDeleted reports whether a token or a user at the validator was that of a deleted customer.
func isDeleted(standing *tms.Standing) bool {
	return standing.State == tms.StateDisabled && standing.Reason == deletedReason
}

// restore lets a new customer have the login of a deleted one. The user is enabled last: until then, the
// next start begins again.
func (w *world) restore(ctx context.Context, login string) error {
	key := tms.Key{User: login}
	_, err := w.validator.Unlock(ctx, w.call(), key)
	if err == nil {
		_, err = w.validator.Enable(ctx, w.call(), key)
	}
	return err
}

// noCustomer is the problem with a login that no customer has.
func noCustomer() *web.Problem {
	return web.NewProblem(http.StatusNotFound, "there is no such customer", "GET /api/v1/customers lists the customers")
}
