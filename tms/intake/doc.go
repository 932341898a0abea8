// Package intake brings the tokens of seed files and profiles into a validator, all or none of
// them, and converts records back to what seed files say.
package intake
