package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"etokenpass/internal/near"
)

// huma is configured by variables of its package. They are set before main starts, because
// servers in one process, such as those of parallel tests, share them.
func init() {
	huma.NewError = func(status int, text string, errs ...error) huma.StatusError {
		return humaProblem(nil, status, text, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, text string, errs ...error) huma.StatusError {
		return humaProblem(ctx, status, text, errs)
	}
	huma.ErrorFormatter = formatWithoutErrors
	huma.ValidateStrictCasing = true // else {"pin":…,"PIN":…} is validated once and read twice
	setMessages()
}

// formatWithoutErrors is [fmt.Sprintf] without those arguments that are errors: they contain the
// refused value.
func formatWithoutErrors(format string, args ...any) string {
	return fmt.Sprintf(format, slices.DeleteFunc(args, func(arg any) bool { _, isError := arg.(error); return isError })...)
}

// setMessages replaces huma's messages with ones that say what is allowed, as all errors of this
// project do.
func setMessages() {
	validation.MsgExpectedRFC3339DateTime = "must be a date and time, like 2026-01-15T10:00:00Z"
	validation.MsgExpectedRFC1123DateTime = "must be a date and time, like Thu, 15 Jan 2026 10:00:00 GMT"
	validation.MsgExpectedRFC3339Date = "must be a date, like 2026-01-15"
	validation.MsgExpectedRFC3339Time = "must be a time, like 10:00:00"
	validation.MsgExpectedRFC5322Email = "must be an e-mail address"
	validation.MsgExpectedRFC5890Hostname = "must be the name of a host"
	validation.MsgExpectedRFC2673IPv4 = "must be an IPv4 address"
	validation.MsgExpectedRFC2373IPv6 = "must be an IPv6 address"
	validation.MsgExpectedRFCIPAddr = "must be an IP address"
	validation.MsgExpectedRFC3986URI = "must be a URI"
	validation.MsgExpectedRFC4122UUID = "must be a UUID"
	validation.MsgExpectedRFC6570URITemplate = "must be a URI template"
	validation.MsgExpectedRFC6901JSONPointer = "must be a JSON pointer"
	validation.MsgExpectedRFC6901RelativeJSONPointer = "must be a relative JSON pointer"
	validation.MsgExpectedRegexp = "must be a regular expression"
	validation.MsgExpectedMatchAtLeastOneSchema = "must have one of the documented forms"
	validation.MsgExpectedMatchExactlyOneSchema = "must have exactly one of the documented forms"
	validation.MsgExpectedNotMatchSchema = "must not have this form"
	validation.MsgExpectedPropertyNameInObject = "missing: must be one of the documented words"
	validation.MsgExpectedBoolean = "must be true or false"
	validation.MsgExpectedDuration = "must be a duration with its unit, like 1m30s"
	validation.MsgExpectedNumber = "must be a number"
	validation.MsgExpectedInteger = "must be a whole number"
	validation.MsgExpectedString = "must be a text"
	validation.MsgExpectedBase64String = "must be a text in base64"
	validation.MsgExpectedArray = "must be a list"
	validation.MsgExpectedObject = "must be an object"
	validation.MsgExpectedArrayItemsUnique = "must not contain an item twice"
	validation.MsgExpectedOneOf = "must be one of %s"
	validation.MsgExpectedMinimumNumber = "must be at least %v"
	validation.MsgExpectedExclusiveMinimumNumber = "must be greater than %v"
	validation.MsgExpectedMaximumNumber = "must be at most %v"
	validation.MsgExpectedExclusiveMaximumNumber = "must be less than %v"
	validation.MsgExpectedNumberBeMultipleOf = "must be a multiple of %v"
	validation.MsgExpectedMinLength = "must have at least %d characters"
	validation.MsgExpectedMaxLength = "must have at most %d characters"
	validation.MsgExpectedBePattern = "must be %s"
	validation.MsgExpectedMatchPattern = "must match %s"
	validation.MsgExpectedMinItems = "must have at least %d items"
	validation.MsgExpectedMaxItems = "must have at most %d items"
	validation.MsgExpectedMinProperties = "must have at least %d fields"
	validation.MsgExpectedMaxProperties = "must have at most %d fields"
	validation.MsgExpectedRequiredProperty = "the field %s is missing"
	validation.MsgExpectedDependentRequiredProperty = "the field %s is missing: it goes with %s"
}

// rewritten are messages of huma that are not variables.
var rewritten = map[string]string{
	"invalid integer":        validationInteger,
	"invalid float":          "must be a number",
	"invalid floating value": "must be a number",
	"invalid boolean":        "must be true or false",
	"invalid url.URL value":  "must be a URI",
	"unsupported type":       "must be of the documented type",
	"expected value to match exactly one schema but matched multiple": "must have exactly one of the documented forms",
	"expected at most one value, but received multiple values":        "given twice: must be one value",
	"write only property is non-zero":                                 "must be absent",
}

const validationInteger = "must be a whole number"

// humaProblem converts an error of huma into a problem. huma's own errors contain the refused
// value, the whole body, or names that the client made up; the problem contains none of these.
func humaProblem(ctx huma.Context, status int, text string, errs []error) *Problem {
	for _, err := range errs {
		if problem := BodyProblem(err); problem != nil {
			return problem
		}
	}
	var op *huma.Operation
	if ctx != nil {
		op = ctx.Operation()
	}
	switch {
	case status == http.StatusRequestEntityTooLarge && op != nil && op.MaxBodyBytes > 0:
		return bodyTooLarge(op.MaxBodyBytes - 1) // huma refuses a body of exactly its limit
	case status == http.StatusRequestTimeout:
		return NewProblem(status, "the body did not arrive in time", "")
	case text == "cannot read request body": // huma takes it for the server's fault
		return bodyUnreadable()
	case status >= http.StatusInternalServerError:
		return internalProblem(ctx, status, errs)
	case status == http.StatusNotAcceptable:
		return NewProblem(status, "the Accept header excludes application/json", "")
	case text == "request body is required":
		return NewProblem(status, "the request has no body: must be "+contentTypes(op), "")
	case text == "validation failed":
		text = "the request is not valid"
	}
	problem := NewProblem(status, text, "")
	for _, err := range errs[:min(len(errs), mostDetails)] {
		detail, advice := detailOf(op, err)
		problem.Errors = append(problem.Errors, detail)
		if problem.Advice == "" {
			problem.Advice = advice
		}
	}
	if more := len(errs) - mostDetails; more > 0 {
		problem.Problem = fmt.Sprintf("%s; %d more errors are not shown", text, more)
	}
	return problem
}

func bodyTooLarge(most int64) *Problem {
	return NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is too large: must be at most %d bytes", most), "")
}

func bodyUnreadable() *Problem {
	return NewProblem(http.StatusBadRequest, "the body cannot be read", "")
}

// internalProblem hides an error that a handler returned without a status, and notes it for the log.
func internalProblem(ctx huma.Context, status int, errs []error) *Problem {
	if ctx != nil && len(errs) > 0 && errs[0] != nil {
		entryOf(ctx.Context()).problem = errs[0].Error()
	}
	return NewProblem(status, "internal error", "the server's log says more")
}

// contentTypes returns the content types of an operation's body.
func contentTypes(op *huma.Operation) string {
	if op == nil || op.RequestBody == nil {
		return "application/json"
	}
	var all []string
	for name := range op.RequestBody.Content {
		all = append(all, name)
	}
	slices.Sort(all)
	return strings.Join(all, " or ")
}

// detailOf converts one of huma's errors.
func detailOf(op *huma.Operation, err error) (detail Detail, advice string) {
	own, ok := err.(huma.ErrorDetailer)
	if !ok {
		return Detail{"request", "not valid"}, ""
	}
	original := own.ErrorDetail()
	place := locate(op, original.Location)
	detail = Detail{place.path, messageOf(op, place, original.Message)}
	if place.unknown != "" {
		if word := near.Word(place.unknown, place.known); word != "" {
			advice = fmt.Sprintf("did you mean %s?", word)
		}
	}
	return detail, advice
}

// messageOf returns a message without what the client sent.
func messageOf(op *huma.Operation, p place, text string) string {
	if own, ok := rewritten[text]; ok {
		return own
	}
	switch {
	case text == validation.MsgUnexpectedProperty && len(p.known) > 0:
		return "unknown field: must be one of " + strings.Join(p.known, ", ")
	case text == validation.MsgUnexpectedProperty:
		return "unknown field: there are none here"
	case text == "unknown query parameter" && len(p.known) > 0:
		return "unknown parameter: must be one of " + strings.Join(p.known, ", ")
	case text == "unknown query parameter":
		return "unknown parameter: this operation has none"
	case strings.HasPrefix(text, "required ") && strings.HasSuffix(text, " parameter is missing"):
		return "missing"
	case strings.HasPrefix(text, "invalid date/time for format "):
		return validation.MsgExpectedRFC3339DateTime
	case strings.HasPrefix(text, "invalid value: "): // of the type's own parser, which may quote the value
		return p.allowed()
	case strings.HasPrefix(text, huma.ErrUnknownContentType.Error()):
		return "unknown content type: must be " + contentTypes(op)
	case strings.HasPrefix(text, "cannot read multipart form"):
		return "not a valid form"
	}
	return text
}
