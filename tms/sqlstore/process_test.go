package sqlstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"etokenpass/tms"
	"etokenpass/tms/sqlstore"
	"etokenpass/tms/storetest"
)

// The tests here run this test binary again as other processes, which have the same store open.
// What such a process is to do is in its environment; it prints lines to standard output.
const (
	childTask = "ETOKENPASS_TEST_TASK"
	childPath = "ETOKENPASS_TEST_STORE"
	childKeys = "ETOKENPASS_TEST_KEYS"
	childSize = "ETOKENPASS_TEST_COUNT"
)

// tasks are what a process can do with a store.
var tasks = map[string]func(t *testing.T, store *sqlstore.Store, count int){
	"submit": submitAll,
	"work":   workUntilKilled,
	"hold":   holdLock,
	"visit":  visitRepeatedly,
}

// TestTask is not a test of its own: it carries out the task of a process that another test starts.
func TestTask(t *testing.T) {
	task, is := tasks[os.Getenv(childTask)]
	if !is {
		t.Skip("it carries out the tasks of processes that other tests start")
	}
	count, err := strconv.Atoi(os.Getenv(childSize))
	if err != nil {
		t.Fatal(err)
	}
	task(t, childFile(t).open(t), count)
}

// childFile returns the file that the parent has named.
func childFile(t *testing.T) file {
	t.Helper()
	keys, err := sqlstore.ReadKeys(os.Getenv(childKeys))
	if err != nil {
		t.Fatal(err)
	}
	return file{os.Getenv(childPath), keys}
}

// process is a process with a task.
type process struct {
	t     *testing.T
	name  string
	cmd   *exec.Cmd
	input io.WriteCloser
	lines chan string // what it prints; closed at its end
	trace strings.Builder
}

// start starts a process.
func (f file) start(t *testing.T, task string, count int) *process {
	t.Helper()
	keys := filepath.Join(filepath.Dir(f.path), "tms.key")
	if err := sqlstore.WriteKeys(keys, f.keys); err != nil && !errors.Is(err, os.ErrExist) {
		t.Fatal(err)
	}
	p := &process{t: t, name: task, cmd: exec.Command(os.Args[0], "-test.run=^TestTask$", "-test.timeout=20m"), lines: make(chan string, 1024)}
	p.cmd.Env = append(os.Environ(), childTask+"="+task, childPath+"="+f.path, childKeys+"="+keys, childSize+"="+strconv.Itoa(count))
	p.cmd.Stderr = &p.trace
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if p.input, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for reader := bufio.NewReader(output); ; {
			line, err := reader.ReadString('\n')
			if err != nil {
				return // a line that is cut was not printed
			}
			p.lines <- strings.TrimSuffix(line, "\n")
		}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	return p
}

// line returns the next line that the process prints.
func (p *process) line() string {
	p.t.Helper()
	select {
	case line, ok := <-p.lines:
		if !ok {
			_ = p.cmd.Wait()
			p.t.Fatalf("%s ended: %v\n%s", p.name, p.cmd.ProcessState, p.trace.String())
		}
		return line
	case <-time.After(10 * time.Minute): // far longer than any task takes
		p.t.Fatalf("%s prints nothing", p.name)
	}
	return ""
}

func (p *process) expect(want string) {
	p.t.Helper()
	if got := p.line(); got != want {
		p.t.Fatalf("%s: got %q, want %q", p.name, got, want)
	}
}

// proceed lets a process that waits in await go on.
func (p *process) proceed() {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.input, "proceed"); err != nil {
		p.t.Fatal(err)
	}
}

// await tells the parent that the process is ready, and waits until it may proceed.
func await(t *testing.T) {
	t.Helper()
	fmt.Println("ready")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
}

// submitAll submits the codes of anna's token in four goroutines, and prints the factors that were
// accepted.
func submitAll(t *testing.T, store *sqlstore.Store, count int) {
	codes, accepted := storetest.Codes(count), make([]atomic.Int32, count)
	await(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { storetest.Submit(t, storetest.Competitor(t, store), "anna", codes, accepted) })
	}
	group.Wait()
	for factor := range accepted {
		for range accepted[factor].Load() {
			fmt.Println("accepted", factor)
		}
	}
	fmt.Println("done")
}

// Two processes submit the same codes at the same time. Each moving factor is accepted once, and
// both processes get their turn.
func TestNoMovingFactorIsAcceptedTwiceByProcesses(t *testing.T) {
	count := 600
	if storetest.Soaking() {
		count = 20_000
	}
	f := newFile(t)
	store := f.create(t)
	storetest.Assigned(t, storetest.Competitor(t, store), "1", "anna")
	processes := []*process{f.start(t, "submit", count), f.start(t, "submit", count)}
	for _, p := range processes {
		p.expect("ready")
	}
	for _, p := range processes {
		p.proceed()
	}
	accepted := make([]int, count)
	for i, p := range processes {
		wins := 0
		for line := p.line(); line != "done"; line = p.line() {
			factor := 0
			if _, err := fmt.Sscanf(line, "accepted %d", &factor); err != nil {
				t.Fatalf("process %d prints %q", i, line)
			}
			accepted[factor]++
			wins++
		}
		t.Logf("process %d: %d of %d codes accepted", i, wins, count)
		if wins < count/50 {
			t.Errorf("process %d hardly got a turn: %d of %d codes accepted", i, wins, count)
		}
	}
	for factor, n := range accepted {
		if n != 1 {
			t.Errorf("factor %d was accepted %d times", factor, n)
		}
	}
	storetest.Audit(t, store)
}

// Sixteen goroutines submit the same codes.
func TestNoMovingFactorIsAcceptedTwice(t *testing.T) {
	count := 500
	if storetest.Soaking() {
		count = 20_000
	}
	storetest.Compete(t, newFile(t).create(t), 16, count)
}

// workUntilKilled submits right and wrong codes of count users, each in a goroutine, and prints
// each entry once it is stored.
func workUntilKilled(t *testing.T, store *sqlstore.Store, count int) {
	validator := storetest.Validator(t, store)
	var group sync.WaitGroup
	for i := range count {
		user := fmt.Sprintf("user %d", i)
		group.Go(func() {
			record, err := validator.Record(context.Background(), tms.Key{User: user})
			if err != nil {
				t.Error(err)
				return
			}
			for factor := record.Token.Next; ; factor++ {
				for _, code := range []string{storetest.Code(factor + 5000), storetest.Code(factor)} {
					entry, err := validator.Verify(context.Background(), tms.Call{Time: noon}, tms.Login{User: user, Code: code})
					if err != nil {
						t.Error(err)
						return
					}
					fmt.Println(acknowledgement(&entry))
				}
			}
		})
	}
	group.Wait()
}

// acknowledgement is the line that says what an entry is.
func acknowledgement(e *tms.Entry) string {
	return fmt.Sprintf("%d %s: %s, factor %d, next %d, %d failures", e.Number, e.User, e.Result, e.Factor, e.After.Next, e.Failures())
}

// A process is killed at a random moment while it writes, again and again. What it has
// acknowledged is in the store, no factor is accepted twice, and the journal agrees with the
// records.
func TestDurableKill(t *testing.T) {
	const users = 4
	rounds := 30
	if storetest.Soaking() {
		rounds = 500
	}
	f := newFile(t)
	store := f.create(t)
	for i := range users {
		storetest.Assigned(t, storetest.Validator(t, store), fmt.Sprint(i), fmt.Sprintf("user %d", i))
	}
	mustClose(t, store) // so that the killed process is the only one, and the next one recovers the file
	var acknowledged []string
	for range rounds {
		p := f.start(t, "work", users)
		acknowledged = append(acknowledged, p.line())
		timer := time.AfterFunc(rand.N(30*time.Millisecond), func() { _ = p.cmd.Process.Kill() })
		for line := range p.lines {
			acknowledged = append(acknowledged, line)
		}
		timer.Stop()
		_ = p.cmd.Wait() // killed
		if strings.Contains(p.trace.String(), "panic") {
			t.Fatal(p.trace.String())
		}
	}
	store = f.open(t)
	storetest.Audit(t, store)
	checkAcknowledged(t, store, acknowledged)
	t.Logf("%d kills, %d acknowledged checks", rounds, len(acknowledged))
}

// checkAcknowledged checks that a journal has all acknowledged entries, and no factor twice.
func checkAcknowledged(t *testing.T, store tms.Store, acknowledged []string) {
	t.Helper()
	var stored []string
	type code struct {
		serial string
		factor uint64
	}
	accepted := map[code]bool{}
	err := store.View(context.Background(), func(view tms.View) error {
		for entry, err := range view.Journal(tms.Query{}) {
			if err != nil {
				return err
			}
			stored = append(stored, acknowledgement(&entry))
			if one := (code{entry.Serial, entry.Factor}); entry.Result == tms.Accepted {
				if accepted[one] {
					t.Errorf("token %s: factor %d was accepted twice", one.serial, one.factor)
				}
				accepted[one] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(stored)
	for _, line := range acknowledged {
		if _, found := slices.BinarySearch(stored, line); !found {
			t.Errorf("%s: was acknowledged, but is not in the journal", line)
		}
	}
}

// holdLock keeps the store locked until it may proceed.
func holdLock(t *testing.T, store *sqlstore.Store, _ int) {
	_, err := store.Update(context.Background(), tms.Change{Decide: func(tms.Record) (tms.Record, tms.Entry, error) {
		await(t)
		return tms.Record{}, tms.Entry{Time: noon}, nil
	}})
	if err != nil {
		t.Error(err)
	}
	fmt.Println("done")
}

// While another process has locked the store, views work, a canceled update ends at once, and
// another one waits for its turn.
func TestLocked(t *testing.T) {
	f := newFile(t)
	store := f.create(t)
	storetest.Assigned(t, storetest.Validator(t, store), "1", "anna")
	p := f.start(t, "hold", 0)
	p.expect("ready")
	storetest.Audit(t, store)
	storetest.Audit(t, f.open(t))
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	login := tms.Login{User: "anna", Code: storetest.Code(0)}
	if _, err := storetest.Validator(t, store).Verify(ctx, tms.Call{Time: noon}, login); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	done := make(chan tms.Entry)
	go func() {
		entry, err := storetest.Validator(t, store).Verify(context.Background(), tms.Call{Time: noon}, login)
		if err != nil {
			t.Error(err)
		}
		done <- entry
	}()
	p.proceed()
	if entry := <-done; entry.Result != tms.Accepted || entry.Number != 4 {
		t.Errorf("got entry %d, %s; want 4, accepted", entry.Number, entry.Result)
	}
	p.expect("done")
	storetest.Audit(t, store)
}

// Many commands use a store at the same time, each for a moment. Whoever closes it last locks the
// whole file, and the next one to open it waits.
func TestOpeningWaitsForOthersThatOpenAndClose(t *testing.T) {
	const rounds = 30
	f := newFile(t)
	if err := f.create(t).Close(); err != nil {
		t.Fatal(err)
	}
	var processes []*process
	for range 4 {
		processes = append(processes, f.start(t, "visit", rounds))
	}
	for _, p := range processes {
		p.expect("ready")
	}
	for _, p := range processes {
		p.proceed()
	}
	for _, p := range processes {
		p.expect("done")
	}
}

// visitRepeatedly opens a store, reads, writes and closes it, as a command does, again and again.
func visitRepeatedly(t *testing.T, store *sqlstore.Store, rounds int) {
	if err := store.Close(); err != nil { // so that it can be the last to close the file
		t.Fatal(err)
	}
	f := childFile(t)
	await(t)
	for range rounds {
		visited, err := sqlstore.Open(t.Context(), f.path, f.keys)
		if err != nil {
			t.Fatal(err)
		}
		login := tms.Login{User: "anna", Code: storetest.Code(0)}
		if _, err := storetest.Competitor(t, visited).Verify(t.Context(), tms.Call{Time: time.Now()}, login); err != nil {
			t.Fatal(err)
		}
		if err := visited.Close(); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Println("done")
}
