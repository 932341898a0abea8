package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"time"

	"etokenpass/tools/chromium"
)

const (
	pagePresses = 300
	pageTime    = 50 * time.Millisecond // target
)

// pageScript notes in the page when a press is painted.
//
//go:embed page.js
var pageScript string

// measurePagePress measures presses on the page of a server, in a browser with mouse events: the
// time from the release of the button, which is when a token shows its code, until the frame with
// the code has been painted. The server has a real or a virtual clock.
func measurePagePress(clock string) func(context.Context, *workspace) (figure, error) {
	return func(ctx context.Context, w *workspace) (figure, error) {
		f := figure{
			what: fmt.Sprintf("a press on the page, painted (%s clock)", clock),
			goal: "p99 at most " + formatDuration(pageTime),
		}
		browser, err := chromium.Start(w.path("chromium-" + clock))
		if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") == "" {
			f.ours = "chromium is not installed (make deps)"
			return f, nil
		}
		if err != nil {
			return f, err
		}
		defer browser.Close()
		s, err := w.serve(ctx, "--profile", "demo", "--clock", clock)
		if err != nil {
			return f, err
		}
		code, button, err := s.pressOnPage(ctx, browser)
		if err = errors.Join(err, s.end()); err != nil {
			return f, err
		}
		f.ours = fmt.Sprintf("%s, p99 %s", formatDuration(median(code)), formatDuration(percentile99(code)))
		f.against = "the pressed button, without the server " + formatDuration(median(button))
		f.ratio = formatRatio(median(code).Seconds() / median(button).Seconds())
		f.reached = yesNo(percentile99(code) <= pageTime)
		f.raw = []string{
			fmt.Sprintf("a press on the page (%s clock): the code %s", clock, spread(code)),
			fmt.Sprintf("the button drawn as pressed: %s, p99 %s", spread(button), formatDuration(percentile99(button))),
		}
		return f, nil
	}
}

// pressOnPage presses the button of the server's only token, again and again. It returns how long
// the code took to appear after each release, and the pressed button after each press.
func (s *server) pressOnPage(ctx context.Context, browser *chromium.Browser) (code, button []time.Duration, err error) {
	tab, err := browser.NewTab(func(chromium.Event) {})
	if err != nil {
		return nil, nil, err
	}
	if err := tab.Call("Page.navigate", chromium.Object{"url": s.url}, nil); err != nil {
		return nil, nil, err
	}
	value, err := tab.Value(pageScript)
	if err != nil {
		return nil, nil, err
	}
	x, y := number(value, "x"), number(value, "y")
	for range pagePresses {
		if err := s.skipScreen(ctx); err != nil {
			return nil, nil, err
		}
		if _, err := tab.Value("painted.dark()"); err != nil {
			return nil, nil, err
		}
		if err := errors.Join(tab.Mouse("mousePressed", x, y), tab.Mouse("mouseReleased", x, y)); err != nil {
			return nil, nil, err
		}
		if value, err = tab.Value("painted.press()"); err != nil {
			return nil, nil, err
		}
		code, button = append(code, milliseconds(number(value, "code"))), append(button, milliseconds(number(value, "button")))
	}
	made, err := s.codes(ctx)
	if err == nil && made != pagePresses {
		err = fmt.Errorf("%d presses made %d codes", pagePresses, made)
	}
	return code, button, err
}

// skipScreen skips the time until the LCD of the demo token goes off.
func (s *server) skipScreen(ctx context.Context) error {
	var clock struct{}
	return s.answer(ctx, http.MethodPost, tokensPath+"/000000000000/clock", []byte(`{"advance":"27s"}`), &clock)
}

// number returns a number of a JSON object, or 0.
func number(object any, name string) float64 {
	fields, _ := object.(map[string]any)
	value, _ := fields[name].(float64)
	return value
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
