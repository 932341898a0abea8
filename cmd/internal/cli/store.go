package cli

// The flags that name the validator's store and its key file. Hints repeat them, so that a
// command that is pasted acts on the same store.
const (
	StoreFlag    = "store"
	StoreKeyFlag = "store-key"
)
