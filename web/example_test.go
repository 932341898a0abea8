package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/web"
)

// A server with one operation and a stream of events. A program writes the first line of its
// output after Listen, so that scripts know the port.
func Example() {
	type bell struct {
		Times int `json:"times" minimum:"1" doc:"How often to ring." example:"2"`
	}
	hub := web.NewHub[bell](web.HubConfig{})
	mux := http.NewServeMux()
	api := web.NewAPI(mux, web.Info{Title: "Bell", Version: "1"})
	huma.Register(api, huma.Operation{
		OperationID: "ring", Method: http.MethodPost, Path: "/api/v1/ring", Summary: "Ring the bell",
	}, func(_ context.Context, input *struct{ Body bell }) (*struct{}, error) {
		hub.Publish("front door", "rang", input.Body)
		return nil, nil
	})
	hub.Describe(api, huma.Operation{OperationID: "events", Path: "/api/v1/events", Summary: "Follow the bell"}, "rang")
	mux.HandleFunc("GET /api/v1/events", func(w http.ResponseWriter, r *http.Request) { hub.Serve(w, r, "") })

	address, err := web.ParseAddress("127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	server, err := web.Listen(web.Config{Listen: address})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan error)
	go func() { ended <- server.Serve(ctx, web.Routes(mux)) }()
	if err := web.Wait(ctx, server.URL()); err != nil {
		fmt.Println(err)
		return
	}

	events, err := http.Get(server.URL() + "/api/v1/events")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, body := range []string{`{"times": 2}`, `{"times": 0}`} {
		response, err := http.Post(server.URL()+"/api/v1/ring", "application/json", strings.NewReader(body))
		if err != nil {
			fmt.Println(err)
			return
		}
		text, _ := io.ReadAll(response.Body) // a local server
		fmt.Print(response.Status, "\n", string(text))
	}
	for lines := bufio.NewScanner(events.Body); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "data: ") {
			fmt.Println(lines.Text())
			break
		}
	}
	stop()
	fmt.Println(<-ended)
	// Output:
	// 204 No Content
	// 422 Unprocessable Entity
	// {"title":"Unprocessable Entity","status":422,"detail":"the request is not valid","errors":[{"location":"body.times","message":"must be at least 1"}]}
	// data: {"times":2}
	// <nil>
}
