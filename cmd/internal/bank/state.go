package bank

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/storing"
	"etokenpass/device"
	"etokenpass/internal/durable"
	"etokenpass/internal/value"
	"etokenpass/tms"
	"etokenpass/web/bank"
)

// state is a folder in which a bank outlives its process. It has a folder for the bank, whose name
// is a number: a reset creates the next one, and then removes the one before. The highest number
// counts, so the bank is at any time either the old one or the new one.
//
//	lock    is locked by the process that uses the folder
//	1/      tms.db and tms.key are the validator's, tokens/ has the counters, bank/ everything else
//	draft/  is renamed to the next number once it has a store
type state struct {
	folder  *durable.Folder
	lock    *durable.Lock
	current uint64 // the number of the bank's folder; 0: there is none yet
}

// otherFolder is what to try if the folder is not one of a bank.
const otherFolder = "name a new folder, or an empty one"

const (
	lockName  = "lock"
	draftName = "draft"
)

// openState opens a state folder, or creates it. Only one process at a time can use it.
func openState(path string) (_ *state, err error) {
	folder, err := durable.MakeFolder(path)
	if err != nil {
		return nil, cli.Hinted(fmt.Errorf("the state folder %s cannot be used: %w", path, err), otherFolder)
	}
	s := &state{folder: folder}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if err := s.checkOwn(); err != nil {
		return nil, err
	}
	s.lock, err = folder.TryLock(lockName)
	switch {
	case errors.Is(err, durable.ErrLocked):
		return nil, cli.Hinted(fmt.Errorf("the bank in %s is in use by another process", path), "end the other etokenpass bank, or use another folder")
	case err != nil:
		return nil, err
	}
	s.current, err = s.highest()
	if err != nil {
		return nil, err
	}
	return s, s.tidy()
}

// checkOwn refuses a folder that something else uses: folders in it with a number would be removed.
func (s *state) checkOwn() error {
	entries, err := os.ReadDir(s.folder.Path("."))
	if err != nil || len(entries) == 0 {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == lockName {
			return nil
		}
	}
	return cli.Hinted(fmt.Errorf("%s is not the folder of a bank, and it is not empty", s.folder.Path(".")), otherFolder)
}

// numbers returns the numbers of the folders that a bank has or had.
func (s *state) numbers() (all []uint64, err error) {
	entries, err := os.ReadDir(s.folder.Path("."))
	for _, entry := range entries {
		n, ok := value.ParseNumber(entry.Name(), 1, math.MaxUint32)
		if ok && entry.IsDir() && s.of(n) == s.folder.Path(entry.Name()) { // 1, not 01
			all = append(all, n)
		}
	}
	return all, err
}

func (s *state) highest() (highest uint64, err error) {
	all, err := s.numbers()
	for _, n := range all {
		highest = max(highest, n)
	}
	return highest, err
}

// tidy removes all folders of banks but the current one, and a draft.
func (s *state) tidy() error {
	all, err := s.numbers()
	for _, n := range all {
		if n != s.current {
			err = errors.Join(err, os.RemoveAll(s.of(n)))
		}
	}
	return errors.Join(err, os.RemoveAll(s.folder.Path(draftName)))
}

// of returns the path of a bank's folder.
func (s *state) of(number uint64) string {
	return s.folder.Path(strconv.FormatUint(number, 10))
}

// placeIn returns where the store of the bank in a folder is.
func placeIn(folder string) storing.Place {
	return storing.Place{Store: filepath.Join(folder, "tms.db"), Key: filepath.Join(folder, "tms.key")}
}

// policy returns the policy of the current bank, and its text.
func (s *state) policy(ctx context.Context) (policy *tms.Policy, text string, err error) {
	store, err := placeIn(s.of(s.current)).Open(ctx)
	if err != nil {
		return nil, "", err
	}
	text = store.Policy()
	policy, err = tms.ParsePolicy("the bank's policy", []byte(text))
	return policy, text, errors.Join(err, store.Close())
}

// open opens what the current bank keeps. If there is none yet, or if a fresh one is asked for, it
// creates one, whose store has a policy with the given text.
func (s *state) open(ctx context.Context, fresh bool, policy string) (bank.Keeping, error) {
	if fresh || s.current == 0 {
		if err := s.create(ctx, policy); err != nil {
			return bank.Keeping{}, err
		}
	}
	folder := s.of(s.current)
	store, err := placeIn(folder).Open(ctx)
	if err != nil {
		return bank.Keeping{}, err
	}
	return bank.Keeping{
		Store: store, Close: store.Close,
		Tokens: &device.Store{Folder: filepath.Join(folder, "tokens")}, Folder: filepath.Join(folder, "bank"),
	}, nil
}

// create makes a new bank the current one.
func (s *state) create(ctx context.Context, policy string) error {
	if err := s.folder.Check(); err != nil {
		return err
	}
	draft, next := s.folder.Path(draftName), s.current+1
	if err := os.RemoveAll(draft); err != nil { // an attempt that has failed may have left it
		return err
	}
	if err := placeIn(draft).Create(ctx, policy); err != nil {
		return err
	}
	if err := os.Rename(draft, s.of(next)); err != nil {
		return err
	}
	s.current = next
	if err := s.folder.Sync(); err != nil {
		return err
	}
	_ = s.tidy() // the next start removes what is left, or reports why it cannot
	return nil
}

// close lets other processes use the folder.
func (s *state) close() error { return errors.Join(s.lock.Unlock(), s.folder.Close()) }
