package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"etokenpass/assets"
)

// staticTypes are the types of files that are served. The machine's own table of types may say
// something else, or nothing. Templates of pages are not served.
var staticTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".ico": "image/x-icon",
	".js":  "text/javascript; charset=utf-8",
	".png": "image/png",
	".svg": "image/svg+xml",
}

// staticFile is a file with what its response says about it.
type staticFile struct {
	contentType string
	data        []byte
}

// Static serves the style sheets, scripts and pictures in a folder of files and below it. The
// path of the request is relative to that folder; [http.StripPrefix] makes it so. Browsers keep
// them, and ask by their ETag whether they have changed.
func Static(files fs.FS, folder string) http.Handler {
	all := sync.OnceValues(func() (map[string]staticFile, error) { return readStatic(files, folder) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		known, err := all()
		if err != nil {
			panic(err)
		}
		file, ok := known[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			NewProblem(http.StatusNotFound, "there is no such file", "").ServeHTTP(w, r)
			return
		}
		serveStatic(w, r, "", file.contentType, file.data)
	})
}

func readStatic(files fs.FS, folder string) (map[string]staticFile, error) {
	all := map[string]staticFile{}
	err := fs.WalkDir(files, folder, func(name string, entry fs.DirEntry, err error) error {
		contentType, served := staticTypes[path.Ext(name)]
		if err != nil || entry.IsDir() || !served {
			return err
		}
		data, err := fs.ReadFile(files, name)
		all[strings.TrimPrefix(name, folder+"/")] = staticFile{contentType, data}
		return err
	})
	return all, err
}

// AddLook adds /look.css to a mux, the style sheet that pages share.
func AddLook(mux *http.ServeMux) { mux.Handle("GET /look.css", Asset("pages/look.css")) }

// Asset serves one file of package assets, which must exist, as [Static] does.
func Asset(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := assets.FS.ReadFile(name)
		if err != nil {
			panic(err)
		}
		serveStatic(w, r, "", staticTypes[path.Ext(name)], data)
	})
}

// etag returns a strong validator of a response's body.
func etag(data []byte) string {
	hash := sha256.Sum256(data)
	return `"` + hex.EncodeToString(hash[:12]) + `"`
}
