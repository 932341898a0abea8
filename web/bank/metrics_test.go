package bank_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"etokenpass/web"
	"etokenpass/web/bank"
)

// Decisions are counted whoever asks for them, before and after a reset, and say nothing about whom.
func TestMetrics(t *testing.T) {
	bank := open(t, func(o *bank.Options) { o.Metrics = web.NewMetrics() })
	b := bank.browser()
	b.signIn(anna, annasPassword)
	b.enter(wrong)
	b.enter(bank.key(annasToken))
	bank.browser().send("/desk/user", url.Values{"user": {"boris"}, "do": {"unlock"}})
	bank.call("POST", "/reset", "", http.StatusOK)
	b = bank.browser()
	b.signIn(anna, annasPassword)
	b.enter(bank.key(annasToken))
	figures := bank.browser().get("/metrics").text
	for _, want := range []string{
		`etokenpass_tms_decisions_total{request="verify",result="accepted"} 2`, `etokenpass_tms_decisions_total{request="verify",result="wrong_code"} 1`,
		`etokenpass_tms_decisions_total{request="unlock",result="done"} 1`, "etokenpass_bank_customers 4",
	} {
		if !strings.Contains(figures, want) {
			t.Errorf("the figures lack %s", want)
		}
	}
	if strings.Contains(figures, anna) {
		t.Error("the figures name a customer")
	}
}
