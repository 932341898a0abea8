package rehearsal

import (
	"bytes"
	"html/template"
	"sync"

	"etokenpass/assets"
	"etokenpass/internal/locale"
)

// reportPage is the template of the report as a page. It panics if it is wrong, which a test
// rules out.
var reportPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(assets.FS, "pages/rehearsal-report.html"))
})

// HTML returns the summary as a page of its own, to be shown or printed and signed. It needs no
// other file.
func (s Summary) HTML(texts *locale.Texts) ([]byte, error) {
	var page bytes.Buffer
	if err := reportPage().Execute(&page, s.report(texts)); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}
