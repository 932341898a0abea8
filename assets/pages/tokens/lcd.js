// The segments of LCDs, which the server has written into the page.

const drawings = document.getElementById("lcd");
const glyphs = JSON.parse(drawings.dataset.glyphs);
const sizes = new Map(
  [...drawings.querySelectorAll(".segments")].map((size) => [
    Number(size.dataset.cells),
    [...size.children].map((path) => [path.dataset.segment, path.getAttribute("d")]),
  ]),
);

// litPath returns the path of the segments that a text lights on an LCD with so many cells.
export function litPath(cells, lcd, dead) {
  return sizes
    .get(cells)
    .filter(([name]) => glyphs[lcd[name[0] - 1]]?.includes(name[1]) && !dead.includes(name))
    .map(([, path]) => path)
    .join("");
}
