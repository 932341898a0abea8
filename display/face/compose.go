package face

import "etokenpass/internal/locale"

// compose returns the elements of a scene, from the bottom to the top.
func compose(scene Scene, layout Layout) []placed {
	var all []placed
	all = append(all, placed{backdrop{layout.Fob, layout.fob, scene.Back != scene.Turned}, layout.Area})
	all = append(all, composeFob(scene, layout)...)
	all = append(all, composeNotes(scene, layout)...)
	all = append(all, composePanel(scene.Assist, locale.New(scene.Language), layout)...)
	all = append(all, composeMenu(scene.Menu, scene.Turned, layout)...)
	if scene.Keys != nil {
		all = append(all, placed{keyList{scene.Keys, layout.writing}, layout.Window})
	}
	return all
}

// composeFob returns the elements of the token, seen from the front or the back.
func composeFob(scene Scene, layout Layout) []placed {
	if scene.Back {
		return []placed{{back{layout.fob, scene.Turned, scene.Model, scene.Serial, scene.Made}, layout.Fob}}
	}
	return []placed{
		{newFront(layout.fob, scene), layout.Fob},
		{glass{layout.fob, scene.Turned, scene.LCD}, layout.placeRectangle(layout.fob.glass(), scene.Turned)},
		{button{layout.fob, scene.Turned, scene.Down}, layout.placeRectangle(layout.fob.buttonSquare(), scene.Turned)},
	}
}
