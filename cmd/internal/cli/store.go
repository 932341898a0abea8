package cli

// The flags that name the validator's store, its key file and the rules. Hints repeat them, so that
// a command that is pasted acts on the same store, by the same rules.
const (
	StoreFlag    = "store"
	StoreKeyFlag = "store-key"
	PolicyFlag   = "policy"
)
