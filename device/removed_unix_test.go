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

// Lock files are removed and state folders replaced while tokens are in use: by cleaning
// up, by a sync program, by mistake. That may cost a code, but none is used twice.
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
		t.Run(row.name, func(t *testing.T) { attacked(t, row.attack) })
	}
}

func ignoring(ignored, err error) error {
	if errors.Is(err, ignored) {
		return nil
	}
	return err
}

// attacked presses from several sides while the files are attacked, and checks that no
// moving factor was used twice. Each side has pressed once before.
func attacked(t *testing.T, attack func(folder, name string) error) {
	const sides, presses = 6, 150
	folder := filepath.Join(t.TempDir(), "state")
	store := device.Store{Folder: folder}
	name := strings.TrimSuffix(filepath.Base(store.Memory(demo(t)).Path()), ".yaml")

	var mu sync.Mutex
	used, refused := map[uint64]int{}, 0
	strike := make(chan struct{}) // an attack for some presses, at any moment of others
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
	for range sides {
		memories = append(memories, store.Memory(demo(t)))
		take(memories[len(memories)-1])
	}
	if len(used) != sides {
		t.Fatalf("before the attack, %d of %d presses were good", len(used), sides)
	}

	var pressing, attacking sync.WaitGroup
	attacking.Go(func() {
		for range strike {
			_ = attack(folder, name) // it may come too late or too early
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

	good := 0
	for counter, times := range used {
		good += times
		if times > 1 {
			t.Errorf("counter %d was used %d times", counter, times)
		}
	}
	t.Logf("%d presses were good, %d were refused", good, refused)
	if refused == 0 {
		t.Log("no press met an attack: this run shows little")
	}
}
