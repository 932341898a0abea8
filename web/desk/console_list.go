package desk

import (
	"net/http"
	"net/url"
	"strings"

	"etokenpass/tms"
)

// listSize is how many tokens and users a page lists.
const listSize = 50

// listPage is the content of the list of tokens and users.
type listPage struct {
	Search     string
	Condition  string
	Conditions []choice
	Rows       []row
	Filtered   bool   // whether it shows only some
	Continued  bool   // whether it is not the first page
	First      string // the address of the first page
	More       string // the address of the next page; "" if there is none
	CanImport  bool
}

// choice is an option of a list in a form.
type choice struct {
	Value, Text string
	Chosen      bool
}

// row is a token with its user, or one of them alone.
type row struct {
	Address      string
	Serial       string
	User         string
	Owner        string
	Organisation string
	Condition    badge
	Details      []string
	Accepts      string
}

func (v *visit) showList() error {
	filter := tms.Filter{Text: v.query("search"), Condition: tms.ConditionKind(v.query("condition"))}
	if _, known := conditionNames[filter.Condition]; !known {
		filter.Condition = ""
	}
	after := v.r.URL.Query().Get("after")
	records, more, err := v.records(filter, after)
	if err != nil {
		return err
	}
	page := listPage{
		Search: filter.Text, Condition: string(filter.Condition), Conditions: v.conditions(filter.Condition),
		Filtered: filter != tms.Filter{}, Continued: after != "", First: listAddress(filter, ""), CanImport: v.isAdmin(),
	}
	for _, record := range records {
		page.Rows = append(page.Rows, v.row(record))
	}
	if more {
		page.More = listAddress(filter, cursorOf(records[len(records)-1]))
	}
	v.write(http.StatusOK, "desk-list.html", frame{Title: v.Text("console.list"), Content: page})
	return nil
}

// The list has first all tokens and then all users without a token. A cursor names the last one of a
// page: t and its serial, or u and its name.
const (
	tokenCursor = "t"
	userCursor  = "u"
)

func cursorOf(record tms.Record) string {
	if record.Token != nil {
		return tokenCursor + record.Token.Serial
	}
	return userCursor + record.User.Name
}

// records returns one page of the list, and whether there are more.
func (v *visit) records(filter tms.Filter, after string) (records []tms.Record, more bool, err error) {
	lastUser, areUsers := strings.CutPrefix(after, userCursor)
	add := func(record tms.Record) (goOn bool) {
		record = record.At(v.policy, v.now)
		if !filter.Selects(record) {
			return true
		}
		if more = len(records) == listSize; !more {
			records = append(records, record)
		}
		return !more
	}
	err = v.options.Store.View(v.context(), func(view tms.View) error {
		if !areUsers {
			for record, err := range view.Records(strings.TrimPrefix(after, tokenCursor)) {
				if err != nil || !add(record) {
					return err
				}
			}
			lastUser = ""
		}
		for record, err := range view.Users(lastUser) {
			if err != nil || record.Token == nil && !add(record) {
				return err
			}
		}
		return nil
	})
	return records, more, err
}

func listAddress(filter tms.Filter, after string) string {
	query := url.Values{}
	for name, value := range map[string]string{"search": filter.Text, "condition": string(filter.Condition), "after": after} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return "/?" + query.Encode()
}

func (w words) conditions(chosen tms.ConditionKind) []choice {
	all := []choice{{"", w.Text("console.condition.any"), chosen == ""}}
	for _, kind := range tms.ConditionKinds() {
		all = append(all, choice{string(kind), w.Text(conditionNames[kind]), kind == chosen})
	}
	return all
}

func (w words) row(record tms.Record) row {
	r := row{Condition: w.conditionBadge(record.Condition()), Details: w.conditionDetails(record)}
	if user := record.User; user != nil {
		r.Address, r.User, r.Owner, r.Organisation = userAddress(user.Name), user.Name, user.Owner, user.Organisation
	}
	if token := record.Token; token != nil {
		r.Address, r.Serial = tokenAddress(token.Serial), token.Serial
		if !record.Condition().Refuses() {
			r.Accepts = w.accepts(token)
		}
	}
	return r
}
