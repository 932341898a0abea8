package bank

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"

	"etokenpass/internal/locale"
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
			if i, err = v.find(id); err != nil {
				return err
			}
			if v.documents[i].State != client.Written {
				return locale.NewError("client.refused.signed", nil)
			}
		case i == mostDocuments:
			return locale.NewError("client.refused.documents", nil, "most", strconv.Itoa(mostDocuments))
		default:
			v.documents = append(v.documents, document{ID: rand.Text(), Number: i + 1, State: client.Written, Written: v.clock.Now()})
		}
		v.documents[i].Draft = draft
		shown = v.documents[i].shown()
		return nil
	})
	return shown, err
}

// BeginSigning implements [client.Session].
func (v visit) BeginSigning(_ context.Context, id string) (client.Result, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	i, err := v.find(id)
	switch {
	case err != nil:
		return "", err
	case v.session.Stage != client.Full:
		return client.NotAllowed, nil
	case v.documents[i].State != client.Written:
		return client.Done, nil
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
	return v.inSession(func() (client.Result, error) {
		i, err := v.find(id)
		switch {
		case err != nil:
			return "", err
		case v.documents[i].State == client.Written:
			return "", locale.NewError("client.refused.unsigned", nil)
		case v.documents[i].State == client.Signed:
			v.documents[i].State, v.documents[i].Sent = client.Sent, v.clock.Now()
		}
		return client.Done, nil
	})
}
