// The first page of a rehearsal: which sides are taken, and whether it has ended.

import { isTaken } from "./presence.js";
import { follow } from "./stream.js";

function show(state) {
  document.getElementById("over").hidden = !state.ended;
  for (const mark of document.querySelectorAll("[data-present]")) {
    mark.hidden = mark.dataset.present === "watch" || !isTaken(state.present, mark.dataset.present);
  }
}

follow({ connected() {}, show, say() {} });
