package seedfile

import (
	"bufio"
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

// What one child of the root may have. A token of any format in the field has less
// than a hundredth of it.
const (
	maxChild = 1 << 20 // bytes
	maxDepth = 64      // elements in each other
)

// xmlReader reads an XML file one child of the root at a time, so that a file of any
// size takes the memory of one. No entity is expanded but XML's own five.
type xmlReader struct {
	decoder *xml.Decoder
	budget  *budget
	root    *element // without its children
	depth   int
	begin   int // line on which the last token begins
	ended   bool
	idle    int64 // where the bytes without a token begin
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

// next gives the root's next child, whole. After the last it sees that the root and
// the file end, and gives io.EOF.
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
	return nil, x.finish()
}

// maxIdleXML is how many bytes may come one after the other that are of no token:
// comments, white space, what others add.
const maxIdleXML = 2 * maxChild

func (x *xmlReader) checkIdle() error {
	if idle := x.decoder.InputOffset() - x.idle; idle > maxIdleXML {
		return broken(x.begin, "", "%d KiB without a token: is it the right file?", idle>>10)
	}
	return nil
}

// found notes that there is a token.
func (x *xmlReader) found() { x.idle = x.decoder.InputOffset() }

// finish sees that nothing but comments and white space follows the root.
func (x *xmlReader) finish() error {
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

// read gives one element with everything in it.
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

// start gives the element itself. Go reads over attributes that are there twice; XML
// does not allow them. What declares a name space is no attribute to us.
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
			continue // the one without a prefix is the element's own
		}
		if e.attrs == nil {
			e.attrs = map[string]string{}
		}
		e.attrs[attr.Name.Local] = attr.Value
	}
	return e, nil
}

// isOfXML knows the name spaces of attributes that any element may have: its language,
// its type in a schema.
func isOfXML(space string) bool {
	switch space {
	case "xml", "http://www.w3.org/XML/1998/namespace", "xsi", "http://www.w3.org/2001/XMLSchema-instance":
		return true
	}
	return false
}

// token gives the next token, with its errors in our words.
func (x *xmlReader) token() (xml.Token, error) {
	if x.depth == 0 {
		x.budget.left = maxChild
	}
	x.begin = x.line()
	token, err := x.decoder.Token()
	if err != nil {
		return nil, x.told(err)
	}
	switch token := token.(type) {
	case xml.Directive:
		return nil, hasDTD(x.begin)
	case xml.ProcInst:
		if token.Target == "xml" && x.root != nil { // Go would change the encoding there
			return nil, broken(x.begin, "", "not well-formed XML: a second <?xml …?>")
		}
	}
	return token, nil
}

func (x *xmlReader) line() int {
	line, _ := x.decoder.InputPos()
	return line
}

// isText tells of text that is more than white space.
func isText(token xml.Token) bool {
	data, isData := token.(xml.CharData)
	return isData && trimXML(string(data)) != ""
}

// xmlSpace is white space in XML. A blank of any other kind belongs to the text.
const xmlSpace = " \t\r\n"

func trimXML(text string) string { return strings.Trim(text, xmlSpace) }

// told says what ends an XML file early. Our own errors and those of reading stay what
// they are.
func (x *xmlReader) told(err error) error {
	var problem *Error
	syntax, isSyntax := errors.AsType[*xml.SyntaxError](err)
	switch {
	case errors.As(err, &problem):
		problem.Line = x.line()
		return problem
	case errors.Is(err, io.EOF) && x.ended:
		return io.EOF
	case errors.Is(err, io.EOF), isSyntax && strings.HasPrefix(syntax.Msg, "unexpected EOF"):
		return x.cutOff()
	case isSyntax:
		return broken(syntax.Line, "", "not well-formed XML: %s", harmless(syntax.Msg))
	case strings.HasPrefix(err.Error(), "xml: "): // the version or the encoding
		return broken(x.line(), "", "unsupported XML: %s", strings.TrimPrefix(err.Error(), "xml: "))
	}
	return err
}

// harmless leaves out of Go's messages what they quote of the file: it may be a piece
// of a secret. The line tells where it is.
func harmless(message string) string {
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

func (x *xmlReader) cutOff() *Error {
	if x.root == nil {
		return broken(x.line(), "", "not XML: no element")
	}
	return broken(x.line(), "", "truncated: </%s> is missing", x.root.name)
}

func hasDTD(line int) *Error {
	return broken(line, "remove the <!DOCTYPE …> if its entities are not used", "contains a document type definition: entities are never expanded")
}

// budget ends a child that is too large, whatever it consists of.
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

// charsetReader decodes what an XML declaration may name beside UTF-8. UTF-16 was
// decoded before, by its byte order mark.
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

// escapeXML writes text so that it is the same between tags and in an attribute.
func escapeXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

func quoteXML(text string) string { return `"` + escapeXML(text) + `"` }

// element is one XML element with everything in it. Names are local ones: files in
// the field have the right namespaces, wrong ones, or none.
type element struct {
	name     string
	space    string // the namespace, for those who have to tell drafts apart
	line     int
	attrs    map[string]string
	text     string // its own, trimmed
	children []*element
}

// child is the first child of one of some names, or nil.
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

// all are the children of one of some names.
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

// repeated is an element within e that has the name, and the namespace, of an earlier one
// beside it; nil where there is none. Extensions and what is of others may come again.
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

// isKnownSpace tells of the namespaces that PSKC itself uses.
func isKnownSpace(space string) bool {
	for _, part := range []string{"keyprov", "xmlenc", "xmldsig", "pkcs-5"} {
		if strings.Contains(space, part) {
			return true
		}
	}
	return false
}

// at follows a path of names, each the first child; nil where it ends.
func (e *element) at(path ...string) *element {
	for _, name := range path {
		e = e.child(name)
	}
	return e
}

// value is the text of an element, "" of none.
func (e *element) value() string {
	if e == nil {
		return ""
	}
	return e.text
}

// attr is the first attribute of some names that is there, trimmed.
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

// only is the one element of a name within e, at any depth; nil when there is none.
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

// names are those of all elements within e.
func (e *element) names(found []string) []string {
	for _, child := range e.children {
		found = child.names(append(found, child.name))
	}
	return found
}

func (e *element) attrNames() (found []string) {
	for name := range e.attrs {
		found = append(found, name)
	}
	return found
}

// inOtherCase tells of a name that is there but for upper and lower case, which XML
// takes for another.
func inOtherCase(names []string, want string) string {
	for _, name := range names {
		if name != want && strings.EqualFold(name, want) {
			return fmt.Sprintf(" (found %q, but XML names are case-sensitive)", name)
		}
	}
	return ""
}

// parts are what an element may have, as far as we know. Anything else could change
// the codes of a token, so it is never left out without a word.
type parts struct{ attrs, children []string }

// knownParts are those of the elements of a format, by their names.
type knownParts map[string]parts

// rootParts are the attributes that the root of a file may have. What is in it is for its
// reader.
var rootParts = parts{attrs: []string{"Version", "Id", "ID", "id", "schemaLocation", "noNamespaceSchemaLocation", "lang", "space"}}

// noteUnknown notes the attributes and the elements of an element that are not known. A
// name that is known but for upper and lower case is refused: it means what we would
// leave out.
func (r *record) noteUnknown(e *element, known parts) error {
	for _, name := range slices.Sorted(maps.Keys(e.attrs)) {
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
			return wrongIn(e, "", "%s has the %s %s: must be %s, as XML names are case-sensitive", e.name, what, mask.SeedName(name), right)
		}
	}
	r.note(e.name+" "+what+" "+name, "unknown %s %s in %s ignored", what, mask.SeedName(name), e.name)
	return nil
}
