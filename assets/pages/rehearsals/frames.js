// The frames with Internet-Client and the console. A frame follows its own links and forms. It is loaded again when
// something has changed that it does not know of, such as an act of the other side, and never while a person uses it.

const quiet = 1500; // milliseconds after the last change
const late = 200; // milliseconds by which the news of a change may come after the page that shows it

export function followFrame(id, path) {
  const frame = document.getElementById(id);
  let known; // the value that the frame shows
  let loaded = 0;
  frame?.addEventListener("load", () => {
    loaded = performance.now();
  });
  return (value) => {
    if (!frame || value === known) {
      return;
    }
    const isFirst = known === undefined;
    known = value;
    if (!isFirst) {
      const changed = performance.now();
      setTimeout(refresh, quiet, frame, path, () => loaded < changed - late);
    }
  };
}

// refresh shows the first page of a frame again, unless it was loaded since the change, or a field in it is in use.
function refresh(frame, path, isOld) {
  const page = frame.contentDocument;
  const inUse = page?.hasFocus() || [...(page?.querySelectorAll("input:not([type=hidden])") ?? [])].some((field) => field.value !== field.defaultValue);
  if (isOld() && !inUse) {
    frame.src = path;
  }
}
