package seedfile

import (
	"bufio"
	"encoding/xml"
	"strings"
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
			return nil, broken(x.begin, "", "is not XML: text before the first element")
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
			return nil, broken(x.begin, "", "has text between the elements of %s: is it damaged?", x.root.name)
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
			return broken(x.begin, "", "something follows the end of %s", x.root.name)
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
		return nil, broken(e.line, "", "elements are nested more than %d deep: no seed file is like that", maxDepth)
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
			return nil, broken(x.begin, "", "is not well-formed XML: an element has the attribute %s twice", shorten(attr.Name.Local))
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
			return nil, broken(x.begin, "", "is not well-formed XML: a second <?xml …?>")
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
