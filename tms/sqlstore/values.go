package sqlstore

import (
	"fmt"
	"time"
)

// The types here are destinations of scanned columns. A NULL, as all columns of a missing user
// are, leaves the zero value.

type wrongType struct{ value any }

// Error names the type alone: the value may be a secret.
func (e wrongType) Error() string { return fmt.Sprintf("the file is damaged: unexpected %T", e.value) }

// text scans into a string.
type text[T ~string] struct{ to *T }

func asText[T ~string](to *T) text[T] { return text[T]{to} }

func (c text[T]) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = ""
	case string:
		*c.to = T(v)
	default:
		return wrongType{value}
	}
	return nil
}

// integer scans into a number. An unsigned number of 64 bits is stored as the signed one with the
// same bits.
type integer[T ~int | ~int64 | ~uint64] struct{ to *T }

func asInteger[T ~int | ~int64 | ~uint64](to *T) integer[T] { return integer[T]{to} }

func (c integer[T]) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = 0
	case int64:
		*c.to = T(v)
	default:
		return wrongType{value}
	}
	return nil
}

// flag scans into a bool.
type flag struct{ to *bool }

func (c flag) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = false
	case int64:
		*c.to = v != 0
	case bool:
		*c.to = v
	default:
		return wrongType{value}
	}
	return nil
}

// data scans into bytes, which the driver has copied.
type data struct{ to *[]byte }

func (c data) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = nil
	case []byte:
		*c.to = v
	default:
		return wrongType{value}
	}
	return nil
}

// instant scans into a time.
type instant struct{ to *time.Time }

func (c instant) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = time.Time{}
	case int64:
		*c.to = time.UnixMicro(v).UTC()
	default:
		return wrongType{value}
	}
	return nil
}

// seconds scans into a duration.
type seconds struct{ to *time.Duration }

func (c seconds) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = 0
	case int64:
		*c.to = time.Duration(v) * time.Second
	default:
		return wrongType{value}
	}
	return nil
}

// micros returns the stored form of a time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// orNull returns the stored form of a text that may be missing.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// ignored scans into nothing.
type ignored struct{}

func (ignored) Scan(any) error { return nil }
