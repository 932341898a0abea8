package desk

import (
	"context"

	"etokenpass/tms"
	"etokenpass/web"
)

// Counted returns a store whose decisions are counted in metrics; nil: the store itself.
func Counted(store tms.Store, metrics *web.Metrics) tms.Store {
	if metrics == nil {
		return store
	}
	return counted{store, metrics}
}

// counted is a store whose decisions are counted, by request and result. All decisions of a server
// go through its store, whichever interface or page has asked for them.
type counted struct {
	tms.Store
	metrics *web.Metrics
}

// Update implements [tms.Store].
func (c counted) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	entries, err := c.Store.Update(ctx, changes...)
	for _, entry := range entries {
		c.metrics.Count("etokenpass_tms_decisions_total", "request", string(entry.Request), "result", string(entry.Result))
	}
	return entries, err
}
