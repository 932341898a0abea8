// Dialogs, which are forms whose buttons have the answers as their values.

// ask opens a dialog, fills its fields, and returns the answer: "" if it was cancelled.
export function ask(name, fields = {}) {
  const dialog = document.getElementById(name);
  for (const field of dialog.querySelectorAll("[data-field]")) {
    field.textContent = fields[field.dataset.field] ?? "";
  }
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}
