// Package tms holds the commands of the validator: etokenpass tms.
package tms
