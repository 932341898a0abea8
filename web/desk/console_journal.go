package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"etokenpass/internal/value"
	"etokenpass/tms"
)

// journalSize is how many entries a page shows.
const journalSize = 50

// journalPage is the content of the journal's page.
type journalPage struct {
	Serial, User, Since string // the filter
	SinceWrong          bool
	Requests, Results   []choice
	Filtered            bool
	Entries             []entryView
	Older, Newest       string // addresses; "" if there are none

	Audit *auditView // nil unless it was asked for
}

// auditView is the result of an audit.
type auditView struct {
	Said  said
	First []string
	More  string // "" if all are shown
}

func (v *visit) showJournal() error {
	page, selected := v.journalFilter()
	entries, more, err := v.latest(v.context(), selected)
	if err != nil {
		return err
	}
	page.Entries = v.entries(entries)
	if more {
		page.Older = v.journalAddress(entries[len(entries)-1].Number)
	}
	if selected.before > 0 {
		page.Newest = v.journalAddress(0)
	}
	v.write(http.StatusOK, "desk-journal.html", frame{Title: v.Text("console.journal"), Content: page})
	return nil
}

// journalFilter returns the page's filter, and what it selects.
func (v *visit) journalFilter() (page journalPage, selected latest) {
	request, result := tms.Request(v.query("request")), tms.Result(v.query("result"))
	page = journalPage{Serial: v.query("serial"), User: v.query("user"), Since: v.query("since")}
	page.Requests = []choice{{"", v.Text("console.journal.any_request"), request == ""}}
	for _, each := range requests {
		page.Requests = append(page.Requests, choice{string(each), v.Text(requestNames[each]), each == request})
	}
	page.Results = []choice{{"", v.Text("console.journal.any_result"), result == ""}}
	for _, each := range tms.Results() {
		page.Results = append(page.Results, choice{string(each), v.Text(resultNames[each]), each == result})
	}
	since, isTime := sinceOf(page.Since)
	page.SinceWrong = page.Since != "" && !isTime
	page.Filtered = page.Serial != "" || page.User != "" || page.Since != "" || request != "" || result != ""
	before, _ := strconv.ParseUint(v.query("before"), 10, 64) // 0: from the newest one
	selected = latest{
		query: tms.Query{Serial: page.Serial, User: page.User, Since: since}, before: before, limit: journalSize,
		only: func(e *tms.Entry) bool {
			return (request == "" || e.Request == request) && (result == "" || e.Result == result)
		},
	}
	return page, selected
}

// sinceOf reads a day, such as 2026-01-15, or a time.
func sinceOf(text string) (since time.Time, ok bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, true
	}
	return value.ParseInstant(text)
}

// journalAddress returns the address of the entries before a number, with the same filter.
func (v *visit) journalAddress(before uint64) string {
	query := url.Values{}
	for _, name := range []string{"serial", "user", "since", "request", "result"} {
		if text := v.query(name); text != "" {
			query.Set(name, text)
		}
	}
	if before > 0 {
		query.Set("before", number(before))
	}
	return "/journal?" + query.Encode()
}

// shownFindings is how many findings of an audit a page shows.
const shownFindings = 20

func (v *visit) verifyJournal() error {
	audit, err := v.audit(v.context())
	if err != nil {
		return err
	}
	view := &auditView{Said: said{Kind: good, Text: v.Count("console.verify.complete", audit.Entries), When: v.timeOf(v.now).Text}}
	view.Said.More = []string{v.Count("console.verify.tokens", audit.Tokens), v.Text("console.verify.limit")}
	if !audit.Complete {
		view.Said.Kind, view.Said.Text = bad, v.Count("console.verify.findings", audit.Findings)
		view.Said.More = []string{v.Text("console.verify.findings.next")}
	}
	for _, finding := range audit.First[:min(len(audit.First), shownFindings)] {
		view.First = append(view.First, tms.Finding{Entry: finding.Entry, Serial: finding.Serial, User: finding.User, What: finding.What}.String())
	}
	if more := audit.Findings - uint64(len(view.First)); more > 0 {
		view.More = v.Count("console.verify.more", more)
	}
	v.write(http.StatusOK, "desk-journal.html", frame{Title: v.Text("console.verify"), Content: journalPage{Audit: view}})
	return nil
}
