// The page's texts in its language.

const texts = new Map(
  [...document.getElementById("texts").content.children].map((each) => [each.dataset.text, each.textContent]),
);

export function text(key, values = {}) {
  return texts.get(key).replace(/%(\w+)/g, (_, name) => values[name]);
}
