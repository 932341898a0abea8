package seedfile

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"etokenpass/internal/mask"

	"golang.org/x/text/encoding/charmap"
)

// Limits for one child of the root, more than a hundred times what a token needs in any format.
const (
	maxChild = 1 << 20 // bytes
	maxDepth = 64      // levels of nested elements
)

// xmlReader reads an XML file one child of the root at a time, so memory does not grow with the
// file. It expands no entities except the five of XML itself.
type xmlReader struct {
	decoder *xml.Decoder
	budget  *budget
	root    *element // without its children
	proper  spelling // of the names, in a file that has them in lower case; otherwise nil
	depth   int
	begin   int // line on which the last XML token begins
	ended   bool
	idle    int64 // offset after the last element that held a token
}

// newXMLReader reads up to the start of the root.
func newXMLReader(in *bufio.Reader) (*xmlReader, error) {
	x := &xmlReader{budget: &budget{in: in}}
	x.decoder = xml.NewDecoder(x.budget)
	x.decoder.CharsetReader = charsetReader
	for {
		token, err := x.token()
		if err != nil {
			return nil, err
		}
		if isText(token) {
			return nil, broken(x.begin, "", "not XML: text before the first element")
		}
		if start, isStart := token.(xml.StartElement); isStart {
			x.root, err = x.start(start)
			return x, err
		}
	}
}

// next returns the next child of the root with its content. After the last one it checks that
// the root and the file end, and returns io.EOF.
func (x *xmlReader) next() (*element, error) {
	for !x.ended {
		token, err := x.token()
		if err != nil {
			return nil, err
		}
		if err := x.checkIdle(); err != nil {
			return nil, err
		}
		if isText(token) { // the rest of a damaged element
			return nil, broken(x.begin, "", "text between the elements of %s: is the file damaged?", x.root.name)
		}
		switch token := token.(type) {
		case xml.StartElement:
			return x.read(token)
		case xml.EndElement:
			x.ended = true
		}
	}
	return nil, x.expectEnd()
}

// maxIdleXML is the maximum number of consecutive bytes that contain no token: comments, white
// space, other elements.
const maxIdleXML = 2 * maxChild

func (x *xmlReader) checkIdle() error {
	if idle := x.decoder.InputOffset() - x.idle; idle > maxIdleXML {
		return broken(x.begin, "", "%d KiB without a token: is it the right file?", idle>>10)
	}
	return nil
}

// found records that the last element held a token.
func (x *xmlReader) found() { x.idle = x.decoder.InputOffset() }

// expectEnd checks that only comments and white space follow the root.
func (x *xmlReader) expectEnd() error {
	for {
		token, err := x.token()
		if err != nil {
			return err
		}
		if err := x.checkIdle(); err != nil {
			return err
		}
		if _, isStart := token.(xml.StartElement); isStart || isText(token) {
			return broken(x.begin, "", "content after the end of %s", x.root.name)
		}
	}
}

// read reads one element with its content.
func (x *xmlReader) read(start xml.StartElement) (*element, error) {
	e, err := x.start(start)
	if err != nil {
		return nil, err
	}
	if x.depth++; x.depth > maxDepth {
		return nil, broken(e.line, "", "elements nested more than %d deep: not a seed file", maxDepth)
	}
	defer func() { x.depth-- }()
	var text strings.Builder
	for {
		token, err := x.token()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			child, err := x.read(token)
			if err != nil {
				return nil, err
			}
			e.children = append(e.children, child)
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			e.text = trimXML(text.String())
			return e, nil
		}
	}
}

// start returns an element without its content. It refuses duplicate attributes, which
// encoding/xml does not, and skips namespace declarations.
func (x *xmlReader) start(start xml.StartElement) (*element, error) {
	e := &element{name: start.Name.Local, space: start.Name.Space, line: x.begin}
	seen := map[xml.Name]bool{}
	for _, attr := range start.Attr {
		if seen[attr.Name] {
			return nil, broken(x.begin, "", "not well-formed XML: duplicate attribute %s in an element", mask.Shorten(attr.Name.Local))
		}
		seen[attr.Name] = true
		if attr.Name.Space == "xmlns" || attr.Name == (xml.Name{Local: "xmlns"}) || isOfXML(attr.Name.Space) {
			continue
		}
		if _, there := e.attrs[attr.Name.Local]; there && attr.Name.Space != "" {
			continue // an attribute without a prefix takes precedence
		}
		if e.attrs == nil {
			e.attrs = map[string]string{}
		}
		e.attrs[attr.Name.Local] = attr.Value
	}
	return e, x.proper.apply(e)
}

// isOfXML reports whether a namespace is for attributes that any element may have, such as
// xml:lang and xsi:type.
func isOfXML(space string) bool {
	switch space {
	case "xml", "http://www.w3.org/XML/1998/namespace", "xsi", "http://www.w3.org/2001/XMLSchema-instance":
		return true
	}
	return false
}

// token returns the next XML token. Its errors are of type [*Error], except for io.EOF and read
// errors.
func (x *xmlReader) token() (xml.Token, error) {
	if x.depth == 0 {
		x.budget.left = maxChild
	}
	x.begin = x.line()
	token, err := x.decoder.Token()
	if err != nil {
		return nil, x.wrapError(err)
	}
	switch token := token.(type) {
	case xml.Directive:
		return nil, dtdError(x.begin)
	case xml.ProcInst:
		if token.Target == "xml" && x.root != nil { // encoding/xml would change the encoding
			return nil, broken(x.begin, "", "not well-formed XML: a second <?xml …?>")
		}
	}
	return token, nil
}

func (x *xmlReader) line() int {
	line, _ := x.decoder.InputPos()
	return line
}

// isText reports whether an XML token is text other than white space.
func isText(token xml.Token) bool {
	data, isData := token.(xml.CharData)
	return isData && trimXML(string(data)) != ""
}

// xmlSpace is the white space of XML. All other spaces are part of a text.
const xmlSpace = " \t\r\n"

func trimXML(text string) string { return strings.Trim(text, xmlSpace) }

// wrapError converts an error of encoding/xml. Errors of this package get the line, and read
// errors are returned as they are.
func (x *xmlReader) wrapError(err error) error {
	var problem *Error
	syntax, isSyntax := errors.AsType[*xml.SyntaxError](err)
	switch {
	case errors.As(err, &problem):
		problem.Line = x.line()
		return problem
	case errors.Is(err, io.EOF) && x.ended:
		return io.EOF
	case errors.Is(err, io.EOF), isSyntax && strings.HasPrefix(syntax.Msg, "unexpected EOF"):
		return x.truncated()
	case isSyntax:
		return broken(syntax.Line, "", "not well-formed XML: %s", redacted(syntax.Msg))
	case strings.HasPrefix(err.Error(), "xml: "): // the version or the encoding
		return broken(x.line(), "", "unsupported XML: %s", strings.TrimPrefix(err.Error(), "xml: "))
	}
	return err
}

// redacted replaces the messages of encoding/xml that quote the file, which could show part of
// a secret. The line number is enough to find the problem.
func redacted(message string) string {
	for begins, instead := range map[string]string{
		"invalid character entity": "an & that does not begin an XML entity",
		"invalid XML name":         "a name with invalid characters",
		"unexpected end element":   "an end tag without a start tag",
		"invalid characters betw":  "an end tag with more than a name",
		"element <":                "an end tag that does not match its start tag",
	} {
		if strings.HasPrefix(message, begins) {
			return instead
		}
	}
	return message
}

func (x *xmlReader) truncated() *Error {
	if x.root == nil {
		return broken(x.line(), "", "not XML: no element")
	}
	return broken(x.line(), "", "truncated: </%s> is missing", x.root.name)
}

func dtdError(line int) *Error {
	return broken(line, "remove the <!DOCTYPE …> if its entities are not used", "contains a document type definition: entities are never expanded")
}

// budget limits the size of a child of the root, whatever it consists of.
type budget struct {
	in   *bufio.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, broken(0, "", "an element is larger than %d KiB: not a seed file", maxChild>>10)
	}
	n, err := b.in.Read(p)
	b.left -= n
	return n, err
}

// charsetReader decodes the encodings that an XML declaration may name besides UTF-8. UTF-16
// with a byte order mark has already been decoded.
func charsetReader(charset string, input io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "us-ascii", "ascii", "utf8", "utf-16":
		return input, nil
	case "iso-8859-1", "latin1":
		return charmap.ISO8859_1.NewDecoder().Reader(input), nil
	case "windows-1252":
		return charmap.Windows1252.NewDecoder().Reader(input), nil
	case "windows-1251":
		return charmap.Windows1251.NewDecoder().Reader(input), nil
	}
	return nil, fmt.Errorf("encoding %q: must be UTF-8, US-ASCII, UTF-16, ISO-8859-1, windows-1251 or windows-1252", mask.Shorten(charset))
}

// escapeXML escapes text for use between tags and in attributes.
func escapeXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder never fails
	return b.String()
}

func quoteXML(text string) string { return `"` + escapeXML(text) + `"` }

// element is one XML element with its content. Names are local names, since namespaces in
// existing files are often wrong or missing.
type element struct {
	name     string
	space    string // the namespace, to distinguish drafts
	line     int
	attrs    map[string]string
	text     string // its own text, trimmed
	children []*element
}

// child returns the first child with one of the names, in the order of the names, or nil.
func (e *element) child(names ...string) *element {
	if e == nil {
		return nil
	}
	for _, name := range names {
		for _, child := range e.children {
			if child.name == name {
				return child
			}
		}
	}
	return nil
}

// all returns the children that have one of the names.
func (e *element) all(names ...string) []*element {
	if e == nil {
		return nil
	}
	var found []*element
	for _, child := range e.children {
		for _, name := range names {
			if child.name == name {
				found = append(found, child)
			}
		}
	}
	return found
}

// repeated returns an element within e that has the same name and namespace as an earlier
// sibling, or nil. Extensions and elements of other namespaces may repeat.
func (e *element) repeated() *element {
	if e == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, child := range e.children {
		if child.space != e.space && child.space != "" && !isKnownSpace(child.space) {
			continue
		}
		if seen[child.name] && child.name != "Extensions" && child.name != "Extension" {
			return child
		}
		seen[child.name] = true
		if twice := child.repeated(); twice != nil && child.name != "Extensions" && child.name != "Policy" {
			return twice
		}
	}
	return nil
}

// isKnownSpace reports whether a namespace is one that PSKC uses.
func isKnownSpace(space string) bool {
	for _, part := range []string{"keyprov", "xmlenc", "xmldsig", "pkcs-5"} {
		if strings.Contains(space, part) {
			return true
		}
	}
	return false
}

// at follows a path of names, taking the first child at each step. It returns nil if the path
// does not exist.
func (e *element) at(path ...string) *element {
	for _, name := range path {
		e = e.child(name)
	}
	return e
}

// value returns the text of an element, or "" if e is nil.
func (e *element) value() string {
	if e == nil {
		return ""
	}
	return e.text
}

// attr returns the first attribute that exists among the names, trimmed, or "".
func (e *element) attr(names ...string) string {
	if e == nil {
		return ""
	}
	for _, name := range names {
		if value, there := e.attrs[name]; there {
			return trimXML(value)
		}
	}
	return ""
}

// only returns the single element with a name within e, at any depth, or nil if there is none.
// Several of them are an error, and so is one with children.
func (e *element) only(name string) (*element, error) {
	found := e.within(name, nil)
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		if len(found[0].children) > 0 {
			return nil, fmt.Errorf("%s contains elements: must be text only", name)
		}
		return found[0], nil
	}
	return nil, fmt.Errorf("%d %s elements: must have one", len(found), name)
}

func (e *element) within(name string, found []*element) []*element {
	for _, child := range e.children {
		if child.name == name {
			found = append(found, child)
		}
		found = child.within(name, found)
	}
	return found
}

// names appends the names of all elements within e to found.
func (e *element) names(found []string) []string {
	for _, child := range e.children {
		found = child.names(append(found, child.name))
	}
	return found
}

func (e *element) attrNames() []string { return slices.Sorted(maps.Keys(e.attrs)) }

// inOtherCase returns a text for an error if a name exists only with different case, since XML
// names are case-sensitive, and "" otherwise.
func inOtherCase(names []string, want string) string {
	for _, name := range names {
		if name != want && strings.EqualFold(name, want) {
			return fmt.Sprintf(" (found %q, but XML names are case-sensitive)", name)
		}
	}
	return ""
}

// spelling maps names in lower case to the names of a format. XML names are case-sensitive, but
// HTML parsers write them all in lower case.
type spelling map[string]string

// add adds names. Of names that differ only in case, the first one counts.
func (s spelling) add(names ...string) {
	for _, name := range names {
		lower := strings.ToLower(name)
		if _, there := s[lower]; !there {
			s[lower] = name
		}
	}
}

// apply gives an element and its attributes the names of the format. In a file whose names are
// in lower case, it refuses any other name. A nil spelling changes nothing.
func (s spelling) apply(e *element) error {
	if s == nil {
		return nil
	}
	attrs := make(map[string]string, len(e.attrs))
	for name, value := range e.attrs {
		attrs[cmp.Or(s[name], name)] = value
	}
	for _, name := range append(e.attrNames(), e.name) {
		if name != strings.ToLower(name) {
			return broken(e.line, "", "the root is in lower case, but the name %s is not: all names must be in lower case, or none", mask.SeedName(name))
		}
	}
	e.name, e.attrs = cmp.Or(s[e.name], e.name), attrs
	return nil
}

// parts are the known attributes and children of an element. Others could change the codes, so
// they are never ignored silently.
type parts struct{ attrs, children []string }

// knownParts maps the elements of a format to their known parts.
type knownParts map[string]parts

// rootParts are the attributes that the root of a file may have. The reader of the format
// checks its children.
var rootParts = parts{attrs: []string{"Version", "Id", "ID", "id", "schemaLocation", "noNamespaceSchemaLocation", "lang", "space"}}

// noteUnknown notes the unknown attributes and children of an element. It refuses a name that
// is known but for its case, since it was meant to be the known one.
func (r *record) noteUnknown(e *element, known parts) error {
	for _, name := range e.attrNames() {
		if err := r.noteName(e, "attribute", name, known.attrs); err != nil {
			return err
		}
	}
	for _, child := range e.children {
		if err := r.noteName(e, "element", child.name, known.children); err != nil {
			return err
		}
	}
	return nil
}

func (r *record) noteName(e *element, what, name string, known []string) error {
	if slices.Contains(known, name) {
		return nil
	}
	for _, right := range known {
		if strings.EqualFold(name, right) {
			return elementError(e, "", "%s has the %s %s: must be %s, as XML names are case-sensitive", e.name, what, mask.SeedName(name), right)
		}
	}
	r.note(e.name+" "+what+" "+name, "unknown %s %s in %s ignored", what, mask.SeedName(name), e.name)
	return nil
}
