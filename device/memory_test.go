package device_test

import (
	"sync"
	"testing"

	"etokenpass/device"
	"etokenpass/profiles"
)

// The same token keeps its counter, even if its profile is edited; another serial or another
// secret is another token.
func TestEphemeralStore(t *testing.T) {
	store := device.NewEphemeralStore()
	generate := func(p *profiles.Profile) uint64 {
		t.Helper()
		counter, err := store.Memory(p).Update(func(counter uint64) (uint64, error) { return counter + 1, nil })
		if err != nil {
			t.Fatal(err)
		}
		return counter
	}
	secret, err := profiles.NewSecret([]byte("another secret, of 28 bytes."))
	if err != nil {
		t.Fatal(err)
	}
	other := demo(t)
	other.Secret = secret
	renamed := demo(t)
	renamed.Serial = "000000000001"
	for _, row := range []struct {
		name    string
		profile *profiles.Profile
		want    uint64
	}{
		{"the first code", demo(t, "counter: 7"), 8},
		{"the second code", demo(t, "counter: 7"), 9},
		{"an edited profile", demo(t, "counter: 1", "digits: 8"), 10},
		{"another secret", other, 1},
		{"another serial", renamed, 1},
		{"the first token again", demo(t), 11},
	} {
		if got := generate(row.profile); got != row.want {
			t.Errorf("%s: counter %d, want %d", row.name, got, row.want)
		}
	}
	if counter, err := device.NewEphemeralStore().Memory(demo(t)).Counter(); counter != 0 || err != nil {
		t.Errorf("another store has the counter %d, %v", counter, err)
	}
}

func TestEphemeralStoreIsSafeForConcurrentUse(t *testing.T) {
	const users, updates = 16, 100
	store, profile := device.NewEphemeralStore(), demo(t)
	var using sync.WaitGroup
	for range users {
		using.Go(func() {
			for range updates {
				if _, err := store.Memory(profile).Update(func(counter uint64) (uint64, error) { return counter + 1, nil }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	using.Wait()
	if counter, err := store.Memory(profile).Counter(); counter != users*updates || err != nil {
		t.Errorf("the counter is %d, %v", counter, err)
	}
}
