// The frames with Internet-Client and the console. A frame follows its own links and forms. It is loaded again when
// something has changed that it does not know of, such as an act of the other side, and never while a person uses it.

const quiet = 1500; // milliseconds after its last change

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
      setTimeout(refresh, quiet, frame, path, () => performance.now() - loaded >= quiet - 100);
    }
  };
}

// refresh shows the first page of a frame again, unless it has just been loaded, or a field in it is in use.
function refresh(frame, path, isOld) {
  const page = frame.contentDocument;
  const inUse = page?.hasFocus() || [...(page?.querySelectorAll("input:not([type=hidden])") ?? [])].some((field) => field.value !== field.defaultValue);
  if (isOld() && !inUse) {
    frame.src = path;
  }
}
