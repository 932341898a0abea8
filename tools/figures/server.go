package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// server is etokenpass serve, or tms serve, on a free port of the loopback interface, with its log in a file.
type server struct {
	url string
	cmd *exec.Cmd
}

// serve starts a server of tokens.
func (w *workspace) serve(ctx context.Context, flags ...string) (*server, error) {
	return w.start(ctx, slices.Concat([]string{"serve"}, flags)...)
}

// start starts a server, and waits for its address.
func (w *workspace) start(ctx context.Context, command ...string) (*server, error) {
	if err := w.stderr.Truncate(0); err != nil {
		return nil, err
	}
	args := slices.Concat(command, []string{"--listen", "127.0.0.1:0"})
	cmd := exec.CommandContext(ctx, w.etokenpass, args...)
	cmd.Env = w.env
	cmd.Stderr = w.stderr
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		_ = cmd.Wait() // it has failed
		return nil, w.failed(ctx, err, w.etokenpass, args)
	}
	return &server{strings.TrimSuffix(line, "\n"), cmd}, nil
}

// end ends the server.
func (s *server) end() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// answer sends a request and decodes the JSON of the answer. A status that is not a success is an
// error.
func (s *server) answer(ctx context.Context, method, path string, body []byte, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := loadClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // it is read completely
	data, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s: %s", response.Status, data)
	}
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

// loadClient keeps a connection for each of many callers.
var loadClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}}

// tokensPath is the path of all tokens.
const tokensPath = "/api/v1/tokens"

// writeTokens writes a seed file with a number of event tokens.
func (w *workspace) writeTokens(ctx context.Context, count int) (seeds []byte, err error) {
	var file bytes.Buffer
	_, err = w.run(ctx, func(_ int, piece []byte) { file.Write(piece) }, w.etokenpass,
		"fleet", "--count", strconv.Itoa(count), "--random-seed", "42", "--as", "csv")
	return file.Bytes(), err
}

// create creates the tokens of a seed file, and returns the paths at which they make codes.
func (s *server) create(ctx context.Context, seeds []byte) (paths []string, err error) {
	var created struct{ Tokens []struct{ ID string } }
	if err := s.answer(ctx, http.MethodPost, tokensPath, seeds, &created); err != nil {
		return nil, err
	}
	if want := bytes.Count(seeds, []byte("\n")); len(created.Tokens) != want {
		return nil, fmt.Errorf("the server created %d tokens; want %d", len(created.Tokens), want)
	}
	for _, token := range created.Tokens {
		paths = append(paths, tokensPath+"/"+token.ID+"/code")
	}
	return paths, nil
}

// codes returns how many codes all tokens have generated. Each token must show one.
func (s *server) codes(ctx context.Context) (codes uint64, err error) {
	var list struct{ Tokens []struct{ Counter uint64 } }
	err = s.answer(ctx, http.MethodGet, tokensPath+"?limit=10000", nil, &list)
	for _, token := range list.Tokens {
		codes += token.Counter
	}
	return codes, err
}

// writePaths writes paths for [workspace.sendLoad].
func (w *workspace) writePaths(name string, paths []string) (path string, err error) {
	path = w.path(name)
	return path, os.WriteFile(path, []byte(strings.Join(paths, "\n")+"\n"), 0o600)
}
