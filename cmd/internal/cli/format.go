package cli

// The values of --format.
const (
	Text = "text"
	JSON = "json"
	CSV  = "csv"
)
