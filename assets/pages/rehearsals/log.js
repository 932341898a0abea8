// The log of a rehearsal: what was said, and what happened.

import { text } from "../fob-page/texts.js";

const log = document.getElementById("log");
const shown = new Set(); // the numbers of lines

// say adds a line, once.
export function say(line) {
  if (shown.has(line.number)) {
    return;
  }
  shown.add(line.number);
  const item = document.createElement("li");
  item.dataset.number = line.number;
  item.className = `${line.kind} ${sideOf(line)}`;
  item.classList.toggle("harmless", line.harmless === true);
  item.append(part("time", clock(line.at_ms)), part("strong", text(`kind-${line.harmless ? "harmless" : line.kind}`)), " ", part("span", line.text));
  if (line.real) {
    item.append(part("p", `${text("kind-real")} ${line.real}`));
  }
  const box = log.parentElement;
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  log.insertBefore(item, after(line.number));
  if (atEnd) {
    box.scrollTop = box.scrollHeight;
  }
}

// after returns the first line with a higher number: lines may arrive twice, and from two sources.
function after(number) {
  return [...log.children].find((each) => Number(each.dataset.number) > number) ?? null;
}

function sideOf(line) {
  const speakers = { customer_says: "customer", support_says: "support" };
  return speakers[line.kind] ?? line.where ?? "";
}

function part(name, content) {
  const element = document.createElement(name);
  element.textContent = content;
  return element;
}

// clock formats a time since the start.
export function clock(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
