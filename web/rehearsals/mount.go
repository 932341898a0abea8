package rehearsals

import "net/http"

// addSides adds the pages of other packages that a room has: Internet-Client and the console.
func (s *Server) addSides(mux *http.ServeMux) {
	mux.HandleFunc("/{code}"+clientPath+"/", s.inRoom(func(w http.ResponseWriter, r *http.Request, m *room) error {
		http.StripPrefix("/"+r.PathValue("code")+clientPath, m.client).ServeHTTP(w, r)
		return nil
	}))
	mux.HandleFunc("/{code}"+deskPath+"/", s.inRoom(func(w http.ResponseWriter, r *http.Request, m *room) error {
		http.StripPrefix("/"+r.PathValue("code")+deskPath, m.console).ServeHTTP(w, r)
		return nil
	}))
}
