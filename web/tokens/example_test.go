package tokens_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"etokenpass/web"
	"etokenpass/web/tokens"
)

// A Go test starts a server in its own process. Each test creates a token of its own, which the system under test
// would then be told of, and asks it for codes.
func Example() {
	server, err := tokens.New(tokens.Options{Start: web.DefaultStart, Seed: "42"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close() //nolint:errcheck // it never fails
	listening := httptest.NewServer(server)
	defer listening.Close()
	post := func(path, body string, answer any) {
		response, err := http.Post(listening.URL+"/api/v1"+path, "application/json", strings.NewReader(body))
		if err != nil {
			fmt.Println(err)
			return
		}
		defer response.Body.Close() //nolint:errcheck // only read
		if err := json.NewDecoder(response.Body).Decode(answer); err != nil {
			fmt.Println(err)
		}
	}

	var token struct {
		ID, Serial string
		Secret     struct{ Base32 string }
	}
	post("/tokens", `{}`, &token)
	fmt.Println(token.Serial, token.Secret.Base32)

	for range 2 {
		var code struct {
			Code         string
			MovingFactor uint64 `json:"moving_factor"`
		}
		post("/tokens/"+token.ID+"/code", ``, &code)
		fmt.Println(code.Code, code.MovingFactor)
	}
	// Output:
	// TEST00000001 FSNOAFVKNZKSFNVPGULJFBEGCIEK2CGV
	// 463374 1
	// 949601 2
}
