package tokens

import (
	"cmp"
	"errors"
	"net/http"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/web"
	"etokenpass/web/upload"
)

// tokenProblem converts an error of a token. It returns nil if err is nil.
func tokenProblem(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, device.ErrBack) {
		return backProblem(err)
	}
	if state, ok := errors.AsType[*device.StateError](err); ok {
		return web.NewProblem(http.StatusInternalServerError, state.Error(), upload.AdviceHere(state.Hint()))
	}
	return web.NewProblem(http.StatusConflict, err.Error(), "") // the battery is empty, or the clock is before its epoch
}

// documentProblem converts the errors of a profile.
func documentProblem(err error) *web.Problem {
	var details []web.Detail
	var advice string
	for _, one := range joined(err) {
		detail := web.Detail{Location: "body", Message: one.Error()}
		if found, ok := errors.AsType[*profiles.Error](one); ok {
			detail = web.Detail{Location: upload.Location(found.Line, found.Field), Message: found.Problem}
			advice = cmp.Or(advice, found.Advice)
		}
		details = append(details, detail)
	}
	return web.NewProblem(http.StatusUnprocessableEntity, "the profile is not valid", upload.AdviceHere(advice), details...)
}

// joined returns the errors that were joined.
func joined(err error) []error {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return all.Unwrap()
	}
	return []error{err}
}
