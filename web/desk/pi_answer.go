package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// piAnswer is an answer in the form of privacyIDEA and LinOTP, whose clients work with this server
// unchanged.
type piAnswer struct {
	JSONRPC string    `json:"jsonrpc"`
	ID      int       `json:"id"`
	Version string    `json:"version"`
	Result  piResult  `json:"result"`
	Detail  *piDetail `json:"detail,omitempty"`
}

type piResult struct {
	Status         bool     `json:"status"` // false if the request itself failed
	Value          *bool    `json:"value,omitempty"`
	Authentication string   `json:"authentication,omitempty"`
	Error          *piError `json:"error,omitempty"`
}

type piError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// piDetail is what clients read of the token, and of a challenge.
type piDetail struct {
	Message        string        `json:"message"`
	Warning        string        `json:"warning,omitempty"`
	Serial         string        `json:"serial,omitempty"`
	Type           string        `json:"type,omitempty"`
	OTPLength      int           `json:"otplen,omitempty"`
	TransactionID  string        `json:"transaction_id,omitempty"`
	TransactionIDs []string      `json:"transaction_ids,omitempty"`
	Messages       []string      `json:"messages,omitempty"`
	MultiChallenge []piChallenge `json:"multi_challenge,omitempty"`
}

type piChallenge struct {
	ClientMode    string         `json:"client_mode"`
	Message       string         `json:"message"`
	Serial        string         `json:"serial"`
	Type          string         `json:"type"`
	TransactionID string         `json:"transaction_id"`
	Attributes    map[string]any `json:"attributes"` // null: there are none
}

// The values of result.authentication.
const (
	piAccept     = "ACCEPT"
	piReject     = "REJECT"
	piChallenged = "CHALLENGE"
)

// The numbers of errors, as privacyIDEA has them.
const (
	piNotFound         = 601
	piMissingParameter = 905
	piNotPermitted     = 303
	piInternal         = -500
)

// piProblem is an error in privacyIDEA's form.
type piProblem struct {
	status, code int
	text         string
}

func (p *piProblem) Error() string { return p.text }

// writePI answers a request.
func (s *Server) writePI(w http.ResponseWriter, status int, result piResult, detail *piDetail) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(piAnswer{"2.0", 1, "etokenpass " + s.options.Version, result, detail}) // the client may be gone
}

func (s *Server) writePIProblem(w http.ResponseWriter, p *piProblem) {
	s.writePI(w, p.status, piResult{Error: &piError{p.code, fmt.Sprintf("ERR%d: %s", p.code, p.text)}}, nil)
}
