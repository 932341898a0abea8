package profiles

import "time"

// The defaults of a profile, each with its evidence: documented (docs/sources.md or an RFC),
// observed (a public source, named) or assumed. docs/accuracy.md has the same table.
const (
	DefaultModel     = "eToken PASS"
	DefaultAlgorithm = SHA1 // documented: the articles on eToken PASS, "HMAC and SHA-1"
	DefaultDigits    = 6    // documented: the bank's guide, "6-digit key"

	// observed: vendor seed files carry MovingFactor 1 (privacyIDEA's and LinOTP's
	// samples), and validators in the field read the F screen as the moving factor
	// of the last code (an article on eToken PASS and Bitrix, 2011).
	DefaultFirstMovingFactor = 1

	DefaultHold        = 4 * time.Second  // documented: the bank's guide, "hold it for 4 seconds"
	DefaultSyncPresses = 4                // documented: the bank's guide, "press it 4 times"
	DefaultTimeout     = 27 * time.Second // documented: the bank's guide, "for 27 seconds"

	// assumed, from "after the automatic switch-off the device is ready" (the
	// bank's guide). Other fobs show a new code or turn off.
	DefaultPressWhileLit = Ignore

	DefaultStep = 30 * time.Second // documented: RFC 6238 section 4.1, and the step of every public reader of vendor files
)

// defaultEpoch is T0 = 0 (documented: RFC 6238 section 4.1). Vendor seed files of Pass Time
// count from 2000-01-01 (observed); importing one sets that epoch.
var defaultEpoch = time.Unix(0, 0).UTC()
