// Dialogs, which are forms whose buttons have the answers as their values.

// ask opens a dialog, fills its fields, and returns the answer: "" if it was cancelled.
export function ask(name, fields = {}) {
  const dialog = document.getElementById(name);
  for (const field of dialog.querySelectorAll("[data-field]")) {
    field.textContent = fields[field.dataset.field] ?? "";
  }
  dialog.showModal();
  return new Promise((resolve) => {
    const ended = new AbortController();
    const end = (answer) => {
      ended.abort();
      resolve(answer);
    };
    // Not the event close: browsers send it with the next frame, when the dialog may be open again.
    dialog.addEventListener("submit", (event) => end(event.submitter.value), { signal: ended.signal });
    dialog.addEventListener("cancel", () => end(""), { signal: ended.signal }); // the key Esc
  });
}
