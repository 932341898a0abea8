package face

import (
	"image"
	"slices"
)

// Painter paints scenes. It keeps the last picture and caches what is expensive to draw, so painting a scene with few
// changes is fast. The zero Painter is ready to use. It is not safe for concurrent use.
type Painter struct {
	size     Size
	scene    Scene
	picture  *image.RGBA
	elements []placed
	store    store
}

// Paint returns the opaque picture of the scene in a window of the given size, and the part of it that differs from the
// previous picture: an empty rectangle if the scene looks the same, all of it if the size differs. The painter owns the
// picture, which is valid until the next Paint.
func (p *Painter) Paint(scene Scene, size Size) (picture *image.RGBA, changed image.Rectangle) {
	size = size.valid()
	if p.picture != nil && p.size == size && p.scene == scene {
		return p.picture, image.Rectangle{}
	}
	if p.picture == nil || p.size != size {
		// The caches are only valid for one size.
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

// repaint repaints a part of the picture, from the bottom up. An element paints only within its rectangle and the part,
// and its pixels do not depend on the part, so the result does not depend on how a picture is divided.
func (p *Painter) repaint(dirty image.Rectangle, elements []placed) {
	for _, e := range elements {
		part, _ := p.picture.SubImage(e.where.Intersect(dirty)).(*image.RGBA)
		if !part.Rect.Empty() {
			e.element.paint(brush{part, &p.store}, e.where)
		}
	}
}

// element is something visible. Equal elements (==) look the same at the same position.
type element interface {
	paint(b brush, where image.Rectangle)
}

type placed struct {
	element element
	where   image.Rectangle
}

// differences returns the areas in which two pictures differ. Elements that are in both have the same order in both.
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

// withoutCovered drops the rectangles that are inside another one.
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
