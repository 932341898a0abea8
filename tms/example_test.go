package tms_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

// A login that asks for a code: the validator keeps counters, failures, locks and the journal.
// With a store of tms/sqlstore instead of NewMemory, they survive a restart.
func Example() {
	ctx, call := context.Background(), tms.Call{Time: time.Now(), ID: rand.Text()}
	validator, err := tms.New(tms.NewMemory([]byte(rand.Text()+rand.Text())), tms.DefaultPolicy)
	if err != nil {
		log.Fatal(err)
	}
	secret, _ := hex.DecodeString("3132333435363738393031323334353637383930") // of RFC 4226
	token := tms.Token{Serial: "000512345678", Type: tms.Event, Algorithm: oath.SHA1, Digits: 6, Secret: secret}
	if _, err := validator.Import(ctx, call, false, token); err != nil {
		log.Fatal(err)
	}
	if _, err := validator.Assign(ctx, call, token.Serial, "anna", tms.Assignment{Owner: "Anna Ivanova"}); err != nil {
		log.Fatal(err)
	}
	for _, code := range []string{"755224", "755224", "287082"} {
		entry, err := validator.Verify(ctx, call, tms.Login{User: "anna", Code: code})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(code, entry.Result)
	}
	// Output:
	// 755224 accepted
	// 755224 replayed
	// 287082 accepted
}

// The rules without a store: another program may keep the records itself.
func ExampleVerify() {
	policy, _, _ := tms.EmbeddedPolicy("bank-guide")
	token := tms.Token{Serial: "1", Type: tms.Event, Algorithm: oath.SHA1, Digits: 6, Secret: tms.Secret("12345678901234567890")}
	record, err := tms.Import(tms.Record{}, token, false)
	if err != nil {
		log.Fatal(err)
	}
	record, err = tms.Assign(policy, record, "anna", tms.Assignment{}, time.Now())
	if err != nil {
		log.Fatal(err)
	}
	record, check := tms.Verify(policy, record, tms.Login{Code: "520489"}, "", time.Now())
	fmt.Println(check.Result, check.Factor, check.Ahead)
	fmt.Println("next:", record.Token.Next)
	// Output:
	// accepted 9 9
	// next: 10
}

// The telephone procedure: the owner reads out the F screen.
func ExampleValidator_ResyncByCounter() {
	ctx, call := context.Background(), tms.Call{Time: time.Now()}
	validator, err := tms.New(tms.NewMemory([]byte(rand.Text()+rand.Text())), tms.DefaultPolicy)
	if err != nil {
		log.Fatal(err)
	}
	token := tms.Token{Serial: "1", Type: tms.Event, Algorithm: oath.SHA1, Digits: 6, Secret: tms.Secret("12345678901234567890")}
	if _, err := validator.Import(ctx, call, false, token); err != nil {
		log.Fatal(err)
	}
	entry, err := validator.ResyncByCounter(ctx, call, "1", tms.CounterReport{Shown: 42}) // F00042
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(entry.Result, "next:", entry.After.Next)
	// Output: accepted next: 42
}
