// Short messages at the lower edge of the page.

// How long a message stays, in milliseconds: at least, and for each character that is to be read.
const atLeast = 5000;
const each = 80;
const most = 3;

const notes = document.getElementById("notes");

export function note(message) {
  const line = document.createElement("p");
  line.textContent = message;
  while (notes.childElementCount >= most) {
    notes.firstElementChild.remove();
  }
  notes.append(line);
  setTimeout(() => line.remove(), atLeast + each * message.length);
}
