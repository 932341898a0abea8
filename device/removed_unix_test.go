//go:build unix

package device_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"etokenpass/device"
)

// Users and sync programs remove lock files and replace state folders while tokens are in
// use. That may skip a code, but no code is used twice.
func TestRemovedWhileInUse(t *testing.T) {
	for _, row := range []struct {
		name   string
		attack func(folder, name string) error
	}{
		{"lock removed", func(folder, name string) error {
			return ignoring(os.ErrNotExist, os.Remove(filepath.Join(folder, name+".lock")))
		}},
		{"lock replaced", func(folder, name string) error {
			lock := filepath.Join(folder, name+".lock")
			return errors.Join(os.WriteFile(lock+"-new", nil, 0o600), os.Rename(lock+"-new", lock))
		}},
		{"all but the counter removed", func(folder, name string) error {
			entries, err := os.ReadDir(folder)
			for _, entry := range entries {
				if entry.Name() != name+".yaml" {
					err = errors.Join(err, ignoring(os.ErrNotExist, os.Remove(filepath.Join(folder, entry.Name()))))
				}
			}
			return err
		}},
		{"folder moved away and back", func(folder, _ string) error {
			return errors.Join(os.Rename(folder, folder+"-away"), os.RemoveAll(folder), os.Rename(folder+"-away", folder))
		}},
		{"folder replaced by an empty one", func(folder, _ string) error {
			return errors.Join(os.RemoveAll(folder+"-old"), os.Rename(folder, folder+"-old"))
		}},
	} {
		t.Run(row.name, func(t *testing.T) { pressUnderAttack(t, row.attack) })
	}
}

// ignoring returns err unless it is the ignored error.
func ignoring(ignored, err error) error {
	if errors.Is(err, ignored) {
		return nil
	}
	return err
}

// pressUnderAttack presses one token through several memories while attack changes its
// files, and checks that no moving factor was used twice. Each memory has been used once
// before.
func pressUnderAttack(t *testing.T, attack func(folder, name string) error) {
	const memoryCount, presses = 6, 150
	folder := filepath.Join(t.TempDir(), "state")
	store := device.Store{Folder: folder}
	name := strings.TrimSuffix(filepath.Base(store.Memory(demo(t)).Path()), ".yaml")

	var mu sync.Mutex
	used, refused := map[uint64]int{}, 0
	strike := make(chan struct{}) // starts an attack with some presses, in the middle of others
	take := func(memory *device.Saved) {
		select {
		case strike <- struct{}{}:
		default:
		}
		counter, err := memory.Update(addOne)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			refused++
			return
		}
		used[counter]++
	}
	var memories []*device.Saved
	for range memoryCount {
		memories = append(memories, store.Memory(demo(t)))
		take(memories[len(memories)-1])
	}
	if len(used) != memoryCount {
		t.Fatalf("before the attack, %d of %d presses succeeded", len(used), memoryCount)
	}

	var pressing, attacking sync.WaitGroup
	attacking.Go(func() {
		for range strike {
			_ = attack(folder, name) // fails if another attack has already changed the files
		}
	})
	for _, memory := range memories {
		pressing.Go(func() {
			for range presses {
				take(memory)
			}
		})
	}
	pressing.Wait()
	close(strike)
	attacking.Wait()

	succeeded := 0
	for counter, times := range used {
		succeeded += times
		if times > 1 {
			t.Errorf("counter %d was used %d times", counter, times)
		}
	}
	t.Logf("%d presses succeeded, %d were refused", succeeded, refused)
	if refused == 0 {
		t.Log("no press coincided with an attack, so this run proves little")
	}
}
