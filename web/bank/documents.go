package bank

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"

	"etokenpass/web"
	"etokenpass/web/client"
)

// mostDocuments bounds the documents of a customer.
const mostDocuments = 500

// Documents implements [client.Session].
func (v visit) Documents(context.Context) ([]client.Document, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := make([]client.Document, 0, len(v.documents))
	for _, d := range slices.Backward(v.documents) {
		all = append(all, d.shown())
	}
	return all, nil
}

func (d document) shown() client.Document {
	return client.Document{ID: d.ID, Number: d.Number, Draft: d.Draft, State: d.State, Written: d.Written, Signed: d.Signed, Sent: d.Sent}
}

// CanWrite implements [client.Session].
func (visit) CanWrite() bool { return true }

// Document implements [client.Session].
func (v visit) Document(_ context.Context, id string) (client.Document, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	i, err := v.find(id)
	if err != nil {
		return client.Document{}, err
	}
	return v.documents[i].shown(), nil
}

// Write implements [client.Session].
func (v visit) Write(_ context.Context, id string, draft client.Draft) (shown client.Document, err error) {
	err = v.change(func() error {
		i := len(v.documents)
		switch {
		case id != "":
			if i, err = v.written(id); err != nil {
				return err
			}
		case i == mostDocuments:
			return web.NewProblem(http.StatusConflict, fmt.Sprintf("there are %d documents: must be at most %d", i, mostDocuments), "")
		default:
			v.documents = append(v.documents, document{ID: rand.Text(), Number: i + 1, State: client.Written, Written: v.clock.Now()})
		}
		v.documents[i].Draft = draft
		shown = v.documents[i].shown()
		return nil
	})
	return shown, err
}

// written returns the index of a document that is not signed yet. The caller holds the account.
func (a *account) written(id string) (int, error) {
	i, err := a.find(id)
	if err == nil && a.documents[i].State != client.Written {
		err = web.NewProblem(http.StatusConflict, "the document is signed already", "")
	}
	return i, err
}

// BeginSigning implements [client.Session].
func (v visit) BeginSigning(_ context.Context, id string) (client.Result, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, err := v.written(id); err != nil {
		return "", err
	}
	if v.session.Stage != client.Full {
		return client.NotAllowed, nil
	}
	return client.EnterKey, nil
}

// CancelSigning implements [client.Session].
func (v visit) CancelSigning(ctx context.Context, id string) error {
	_, err := v.Document(ctx, id)
	return err
}

// Send implements [client.Session].
func (v visit) Send(_ context.Context, id string) (client.Result, error) {
	if v.session.Stage != client.Full {
		return client.NotAllowed, nil
	}
	return client.Done, v.change(func() error {
		i, err := v.find(id)
		if err == nil && v.documents[i].State != client.Signed {
			err = web.NewProblem(http.StatusConflict, "only a signed document can be sent", "")
		}
		if err == nil {
			v.documents[i].State, v.documents[i].Sent = client.Sent, v.clock.Now()
		}
		return err
	})
}
