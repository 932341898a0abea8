package tokens

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/web"
)

type heightInput struct {
	TokenPath
	Height int `query:"height" minimum:"16" maximum:"2048" default:"120" doc:"The height in pixels."`
}

type faceInput struct {
	TokenPath
	FaceOptions
}

// addPictures adds the pictures of a token.
func (s *Server) addPictures(api huma.API) {
	addPicture(s, api, "get-screen-png", "screen", "png", "image/png", "Get a picture of the LCD",
		func(e *entry, in *heightInput) (*Picture, error) { return e.screenPNG(in.Height) })
	addPicture(s, api, "get-screen-svg", "screen", "svg", "image/svg+xml", "Get a drawing of the LCD",
		func(e *entry, _ *TokenPath) (*Picture, error) { return e.screenSVG() })
	addPicture(s, api, "get-face-png", "face", "png", "image/png", "Get a picture of the token",
		func(e *entry, in *faceInput) (*Picture, error) { return e.facePNG(in.FaceOptions) })
}

// addPicture adds a picture of a token, whose input has the path of the token in it.
func addPicture[I interface {
	*T
	token() string
}, T any](s *Server, api huma.API, id, picture, extension, contentType, summary string, draw func(*entry, I) (*Picture, error)) {
	op := operation(id, http.MethodGet, "/tokens/{id}/"+picture+"."+extension, summary, http.StatusNotFound)
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The picture. Dead segments are dark.",
		Content:     map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}}
	web.Register(api, op, func(_ context.Context, in *T) (*Picture, error) {
		e, err := s.registry.find(I(in).token())
		if err != nil {
			return nil, err
		}
		return draw(e, in)
	})
}
