package rehearsal

import (
	"fmt"
	"slices"
)

// Check reports what is wrong with an action that was read from a file. [ParseAction] returns only
// actions that pass it.
func (a Action) Check() error {
	i := slices.IndexFunc(verbKinds, func(kind verbKind) bool { return kind.verb == a.Verb })
	if i < 0 {
		return fmt.Errorf("unknown verb %q", a.Verb)
	}
	kind := verbKinds[i]
	switch a.Verb {
	case Press, Hold, Wait:
		kind.least, kind.most = 0, 0
	case Ask:
		kind.least, kind.most = 0, 0
		if !slices.Contains(Items(), a.Item) {
			return fmt.Errorf("unknown item %q", a.Item)
		}
	default:
	}
	switch {
	case len(a.Args) < kind.least || len(a.Args) > kind.most:
		return fmt.Errorf("%s has %d arguments: must be %d to %d", a.Verb, len(a.Args), kind.least, kind.most)
	case a.Count < 0 || a.Count > maxPresses:
		return fmt.Errorf("%s has the count %d: must be 0 to %d", a.Verb, a.Count, maxPresses)
	case a.By != "" && !slices.Contains(Roles(), a.By):
		return fmt.Errorf("unknown side %q", a.By)
	case a.Time < 0 || a.Time > maxWait:
		return fmt.Errorf("%s has the time %v: must be 0s to %v", a.Verb, a.Time, maxWait)
	}
	return nil
}
