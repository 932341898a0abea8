// Dialogs, which are forms whose buttons have the answers as their values.

let last = Promise.resolve();

// ask opens a dialog, fills its fields, and returns the answer: "" if it was cancelled. It first waits for the answer
// to the dialog before, whose secret would otherwise be lost.
export function ask(name, fields = {}) {
  last = last.then(() => open(name, fields));
  return last;
}

function open(name, fields) {
  const dialog = document.getElementById(name);
  for (const field of dialog.querySelectorAll("[data-field]")) {
    field.textContent = fields[field.dataset.field] ?? "";
  }
  dialog.showModal();
  return new Promise((resolve) => {
    const ended = new AbortController();
    const end = (event, answer) => {
      event.preventDefault(); // browsers close it after this event, and send close later: it may be open again then
      dialog.close();
      ended.abort();
      resolve(answer);
    };
    dialog.addEventListener("submit", (event) => end(event, event.submitter.value), { signal: ended.signal });
    dialog.addEventListener("cancel", (event) => end(event, ""), { signal: ended.signal }); // the key Esc
  });
}
