package tms

import (
	"math"
	"time"
)

// Record is the subject of one decision: a token and the user to whom it is assigned, or one of
// them alone. The missing part is nil.
type Record struct {
	Token *Token
	User  *User
}

// clone returns a copy whose fields can be changed.
func (r Record) clone() Record {
	if r.Token != nil {
		token := *r.Token
		r.Token = &token
	}
	if r.User != nil {
		user := *r.User
		r.User = &user
	}
	return r
}

// State returns the effective state: disabled if the token or the user is, else locked if one of
// them is.
func (r Record) State() State {
	state := Active
	for _, standing := range r.standings() {
		switch standing.State {
		case StateDisabled:
			return StateDisabled
		case StateLocked:
			state = StateLocked
		}
	}
	return state
}

// Failures returns the number of failures in a row. The policy says whether they are counted
// for the user or for the token. The other has none unless the policy changed, so Failures
// returns the larger number.
func (r Record) Failures() int {
	failures := 0
	for _, standing := range r.standings() {
		failures = max(failures, standing.Failures)
	}
	return failures
}

// standings returns those of the token and the user, as far as they exist.
func (r Record) standings() []*Standing {
	all := make([]*Standing, 0, 2)
	if r.Token != nil {
		all = append(all, &r.Token.Standing)
	}
	if r.User != nil {
		all = append(all, &r.User.Standing)
	}
	return all
}

// counted returns the standing in which the policy counts failures.
func (r Record) counted(policy *Policy) *Standing {
	if policy.Lock == LockUser && r.User != nil || r.Token == nil {
		return &r.User.Standing
	}
	return &r.Token.Standing
}

// At returns the record at a time: without the locks that have expired (unlock_after) and the
// failures that led to them.
func (r Record) At(policy *Policy, now time.Time) Record {
	if policy.UnlockAfter == 0 {
		return r
	}
	r = r.clone()
	r.endLocks(policy, now)
	return r
}

// endLocks ends the locks that have lasted for unlock_after.
func (r Record) endLocks(policy *Policy, now time.Time) {
	if policy.UnlockAfter == 0 {
		return
	}
	for _, standing := range r.standings() {
		if standing.State == StateLocked && now.Sub(standing.LockedAt) >= policy.UnlockAfter {
			standing.unlock()
		}
	}
}

// ThrottledFor returns how long requests are still refused because of the last failure, or 0 if
// they are not. It returns at most 2^63-1 ns, about 292 years. RFC 4226 section 7.3 asks for a
// delay that grows with each failure. The record must have a token or a user.
func (r Record) ThrottledFor(policy *Policy, now time.Time) time.Duration {
	standing := r.counted(policy)
	if policy.Throttle == 0 || standing.Failures == 0 {
		return 0
	}
	delay := time.Duration(math.MaxInt64)
	if int64(standing.Failures) <= math.MaxInt64/int64(policy.Throttle) {
		delay = time.Duration(standing.Failures) * policy.Throttle
	}
	passed := now.Sub(standing.LastFailure)
	if passed < delay-math.MaxInt64 { // a clock that was set back
		return math.MaxInt64
	}
	return max(delay-passed, 0)
}

// unlock ends a lock and forgets all failures. A disabled token or user stays disabled, but is
// no longer locked when it is enabled.
func (s *Standing) unlock() {
	if s.State == StateLocked {
		s.State = Active
	}
	s.Failures, s.LastFailure, s.LockedAt = 0, time.Time{}, time.Time{}
}

// fail counts a failure, and locks at the limit.
func (s *Standing) fail(limit int, now time.Time) {
	s.LastFailure = now
	if s.Failures < math.MaxInt32 {
		s.Failures++
	}
	if limit > 0 && s.Failures >= limit {
		s.Failures, s.State, s.LockedAt = limit, StateLocked, now
	}
}

// succeed forgets the failures.
func (s *Standing) succeed() { s.Failures, s.LastFailure = 0, time.Time{} }

func (s *Standing) disable(reason string) { s.State, s.Reason = StateDisabled, reason }

// enable ends disable. What was locked before is locked again.
func (s *Standing) enable() {
	if s.State != StateDisabled {
		return
	}
	s.State, s.Reason = Active, ""
	if !s.LockedAt.IsZero() {
		s.State = StateLocked
	}
}
