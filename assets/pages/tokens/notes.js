// Short messages at the lower edge of the page.

const time = 8000; // how long a message stays, in milliseconds
const most = 3;

const notes = document.getElementById("notes");

export function note(message) {
  const line = document.createElement("p");
  line.textContent = message;
  while (notes.childElementCount >= most) {
    notes.firstElementChild.remove();
  }
  notes.append(line);
  setTimeout(() => line.remove(), time);
}
