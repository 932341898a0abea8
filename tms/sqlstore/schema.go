package sqlstore

import _ "embed"

//go:embed schema/1.sql
var schema1 string

// migrations are the steps of the schema: the first creates it, each further one leads from the
// version before to its own. The last one's number is the present version. A step that was
// released is never changed.
var migrations = []string{schema1}
