package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
	"etokenpass/tms/intake"
	"etokenpass/tms/wire"
	"etokenpass/web"
	"etokenpass/web/upload"
)

// ImportState is how far an import is.
type ImportState string

// The states.
const (
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	ImportFailed  ImportState = "failed" // nothing was imported
)

// Import is an import of a batch: all of its tokens, or none.
type Import struct {
	ID       string          `json:"id"`
	State    ImportState     `json:"state" enum:"running,done,failed" doc:"failed: nothing was imported."`
	Done     uint64          `json:"done" doc:"How many tokens were looked at."`
	Count    uint64          `json:"count" doc:"How many tokens the file has."`
	Replaced int             `json:"replaced" doc:"How many of them the validator had already, with update."`
	Tokens   []wire.Imported `json:"tokens" nullable:"false" doc:"The first tokens, at most 1,000, once it is done."`
	Warnings []string        `json:"warnings" nullable:"false" doc:"What the file says that is not followed. At most 20, and how many more there are."`
	Problem  *web.Problem    `json:"problem,omitempty" doc:"With failed: why."`
}

const (
	mostImported = 1000      // tokens in an answer
	mostSeeds    = 1_000_000 // tokens in a file
	mostImports  = 100       // that are remembered
	mostExisting = 10        // tokens in the problem of a batch that has them twice, or that the validator has already
)

// imports are the imports of a server, running and past. They are progress, not records: the tokens
// and the journal are in the store.
type imports struct {
	mu   sync.Mutex
	all  map[string]*importJob
	ids  []string // oldest first
	done context.Context
	stop context.CancelFunc
	wait sync.WaitGroup
}

func newImports() *imports {
	done, stop := context.WithCancel(context.Background())
	return &imports{all: map[string]*importJob{}, done: done, stop: stop}
}

// close cancels the imports that are running, and waits for them. Nothing of them is stored.
func (i *imports) close() {
	i.stop()
	i.wait.Wait()
}

// importJob is a running or past import.
type importJob struct {
	mu       sync.Mutex
	now      Import
	finished chan struct{}
}

func (j *importJob) state() Import {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.now
}

func (j *importJob) change(change func(*Import)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&j.now)
}

// add remembers an import, and forgets the oldest.
func (i *imports) add(id string, count int, warnings []string) *importJob {
	if warnings == nil {
		warnings = []string{}
	}
	job := &importJob{finished: make(chan struct{}), now: Import{
		ID: id, State: ImportRunning, Count: uint64(count), Tokens: []wire.Imported{}, Warnings: warnings,
	}}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.all[id], i.ids = job, append(i.ids, id)
	if len(i.ids) > mostImports {
		delete(i.all, i.ids[0])
		i.ids = slices.Delete(i.ids, 0, 1)
	}
	return job
}

func (i *imports) find(id string) (*importJob, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if job := i.all[id]; job != nil {
		return job, nil
	}
	return nil, web.NewProblem(http.StatusNotFound, "there is no such import: it is unknown to this server, or older than the last 100", "")
}

// startImport reads a seed file, and begins to import its tokens. The import goes on when the request
// has been answered, and ends with the server.
func (s *Server) startImport(validator *tms.Validator, file *upload.File, update bool) (*importJob, error) {
	seeds, warnings, err := file.Seeds(mostSeeds, seedfile.Options{Overrides: seedfile.Overrides{Drift: true}})
	if err == nil {
		err = refuseRepeated(seeds)
	}
	if err != nil {
		return nil, err
	}
	call := s.call("")
	job := s.imports.add(rand.Text(), len(seeds), warnings)
	s.imports.wait.Go(func() {
		defer close(job.finished)
		defer func() { s.options.Metrics.Count("etokenpass_tms_imports_total", "state", string(job.state().State)) }()
		err := s.runImport(s.imports.done, job, validator, call, seeds, update)
		if err == nil {
			return
		}
		problem, ok := errors.AsType[*web.Problem](err)
		if !ok {
			s.options.Log.Error("a batch was not imported", "err", err)
			problem = web.NewProblem(http.StatusInternalServerError, "nothing was imported because of an internal error", "the server's log says more")
		}
		job.change(func(i *Import) { i.State, i.Problem = ImportFailed, problem })
	})
	return job, nil
}

// refuseRepeated returns the problem with tokens that a file has twice. With update, the second one
// would replace the first.
func refuseRepeated(seeds []*seedfile.Token) error {
	first := make(map[string]int, len(seeds))
	var details []web.Detail
	for _, seed := range seeds {
		if line, twice := first[seed.Serial]; twice && len(details) < mostExisting {
			message := fmt.Sprintf("token %s: duplicate serial: already in %s", seed.Serial, upload.Location(line, ""))
			details = append(details, web.Detail{Location: upload.Location(seed.Line, ""), Message: message})
			continue
		}
		first[seed.Serial] = seed.Line
	}
	if len(details) == 0 {
		return nil
	}
	return web.NewProblem(http.StatusUnprocessableEntity, "the file has tokens twice, so nothing was imported", "", details...)
}

func (s *Server) runImport(ctx context.Context, job *importJob, validator *tms.Validator, call tms.Call, seeds []*seedfile.Token, update bool) error {
	if !update {
		if err := s.refuseExisting(ctx, seeds); err != nil {
			return err
		}
	}
	entries, err := intake.Import(ctx, validator, call, update, seeds, func(done, _ uint64) {
		job.change(func(i *Import) { i.Done = done })
	})
	switch own, ok := errors.AsType[*tms.Error](err); {
	case ok:
		return web.NewProblem(http.StatusConflict, own.Problem, "")
	case ctx.Err() != nil:
		return web.NewProblem(http.StatusServiceUnavailable, "nothing was imported: the server is shutting down", "")
	case err != nil:
		return err
	}
	job.change(func(i *Import) { i.finish(seeds, entries) })
	return nil
}

// refuseExisting returns the problem with tokens that the validator has already.
func (s *Server) refuseExisting(ctx context.Context, seeds []*seedfile.Token) error {
	var existing []*seedfile.Token
	err := s.options.Store.View(ctx, func(view tms.View) (err error) {
		existing, err = intake.Existing(view, seeds)
		return err
	})
	if err != nil || len(existing) == 0 {
		return err
	}
	var details []web.Detail
	for _, seed := range existing[:min(len(existing), mostExisting)] {
		details = append(details, web.Detail{Location: upload.Location(seed.Line, ""), Message: "the validator has token " + seed.Serial + " already"})
	}
	return web.NewProblem(http.StatusConflict, fmt.Sprintf("the validator has %d of the tokens already, so nothing was imported", len(existing)),
		"with update, what it knows of them is replaced; users, states and failures stay", details...)
}

// finish takes over the result.
func (i *Import) finish(seeds []*seedfile.Token, entries []tms.Entry) {
	i.State, i.Done = ImportDone, i.Count
	held := 0
	for n, seed := range seeds {
		token, entry := intake.TokenOf(seed), &entries[n]
		if intake.IsReplacement(entry) {
			i.Replaced++
		}
		if n < mostImported {
			i.Tokens = append(i.Tokens, wire.ImportedOf(&token, entry.After.Next))
		}
		if token.Type != tms.Event || entry.After.Next <= token.Next {
			continue
		}
		if held++; held <= mostExisting {
			i.Warnings = append(i.Warnings, fmt.Sprintf("token %s: the validator's next moving factor stays %d, and does not go back to %d", token.Serial, entry.After.Next, token.Next))
		}
	}
	if more := held - mostExisting; more > 0 {
		i.Warnings = append(i.Warnings, fmt.Sprintf("%d more tokens whose next moving factor stays are not shown", more))
	}
}

// await returns the import once it has ended, or as it is when the time is over or the request ends.
func (j *importJob) await(ctx context.Context, most time.Duration) Import {
	late := time.NewTimer(most)
	defer late.Stop()
	select {
	case <-j.finished:
	case <-late.C:
	case <-ctx.Done():
	case <-web.Stopping(ctx):
	}
	return j.state()
}
