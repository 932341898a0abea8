package face

import (
	"image"
	"slices"
)

// Painter paints scenes. It keeps what it painted last, and whatever takes long to make, so that painting a scene that
// differs in little takes little time. The zero Painter is ready. It is for one goroutine.
type Painter struct {
	size     Size
	scene    Scene
	picture  *image.RGBA
	elements []placed
	store    store
}

// Paint gives the picture of the scene, opaque, in a window of that size, and what of it differs from the picture
// before: nothing where the scene looks the same, everything where the size does not. The picture is the painter's and
// is there until the next Paint.
func (p *Painter) Paint(scene Scene, size Size) (picture *image.RGBA, changed image.Rectangle) {
	size = size.valid()
	if p.picture != nil && p.size == size && p.scene == scene {
		return p.picture, image.Rectangle{}
	}
	if p.picture == nil || p.size != size {
		// Nothing that was made for another size fits.
		*p = Painter{size: size, picture: image.NewRGBA(image.Rect(0, 0, size.Width, size.Height))}
	}
	elements := compose(scene, Arrange(size, scene.Assist.State != ""))
	for _, dirty := range differences(p.elements, elements) {
		dirty = dirty.Intersect(p.picture.Bounds())
		p.repaint(dirty, elements)
		changed = changed.Union(dirty)
	}
	p.scene, p.elements = scene, elements
	return p.picture, changed
}

// repaint paints a part of the picture anew, from the bottom up. No element paints outside of its place and of that
// part, and none paints otherwise because it is not the whole, so that it does not matter in which parts a picture is
// painted.
func (p *Painter) repaint(dirty image.Rectangle, elements []placed) {
	for _, e := range elements {
		part, _ := p.picture.SubImage(e.where.Intersect(dirty)).(*image.RGBA)
		if !part.Rect.Empty() {
			e.element.paint(brush{part, &p.store}, e.where)
		}
	}
}

// element is something to be seen. Elements that are equal (==) look the same at the same place.
type element interface {
	paint(b brush, where image.Rectangle)
}

type placed struct {
	element element
	where   image.Rectangle
}

// differences is where two pictures differ. Elements that both have lie over each other in the same order in both.
func differences(before, after []placed) []image.Rectangle {
	var places []image.Rectangle
	for _, e := range before {
		if !slices.Contains(after, e) {
			places = append(places, e.where)
		}
	}
	for _, e := range after {
		if !slices.Contains(before, e) {
			places = append(places, e.where)
		}
	}
	return withoutCovered(places)
}

// withoutCovered leaves out the rectangles that lie in another one.
func withoutCovered(rectangles []image.Rectangle) []image.Rectangle {
	slices.SortStableFunc(rectangles, func(a, b image.Rectangle) int { return b.Dx()*b.Dy() - a.Dx()*a.Dy() })
	var kept []image.Rectangle
	for _, r := range rectangles {
		if !slices.ContainsFunc(kept, r.In) {
			kept = append(kept, r)
		}
	}
	return kept
}
