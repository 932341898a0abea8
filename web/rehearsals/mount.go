package rehearsals

import "net/http"

// addSides adds the pages of other packages that a group has: Internet-Client and the console.
func (s *Server) addSides(mux *http.ServeMux) {
	mux.HandleFunc("/{code}"+clientPath+"/", s.inGroup(func(w http.ResponseWriter, r *http.Request, m *group) error {
		http.StripPrefix("/"+r.PathValue("code")+clientPath, m.client).ServeHTTP(w, r)
		return nil
	}))
	mux.HandleFunc("/{code}"+deskPath+"/", s.inGroup(func(w http.ResponseWriter, r *http.Request, m *group) error {
		http.StripPrefix("/"+r.PathValue("code")+deskPath, m.console).ServeHTTP(w, r)
		return nil
	}))
}
