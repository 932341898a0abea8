// The steps of the exercise, as a watcher sees them.

import { text } from "../fob-page/texts.js";

const list = document.getElementById("step-list");

export function showSteps(steps) {
  if (!list || list.dataset.done === doneOf(steps)) {
    return;
  }
  list.dataset.done = doneOf(steps);
  list.replaceChildren(
    ...steps.map((step) => {
      const item = document.createElement("li");
      item.className = `${step.by}${step.done ? " done" : ""}`;
      item.append(step.text, side(step));
      return item;
    }),
  );
}

function side(step) {
  const element = document.createElement("small");
  element.textContent = text(`by-${step.by}`);
  return element;
}

function doneOf(steps) {
  return steps.map((step) => (step.done ? "1" : "0")).join("");
}
