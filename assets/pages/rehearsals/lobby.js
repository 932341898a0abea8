// The first page of a rehearsal: which sides are taken, and whether it has ended.

import { follow } from "./stream.js";

function show(state) {
  document.getElementById("over").hidden = !state.ended;
  for (const mark of document.querySelectorAll("[data-present]")) {
    mark.hidden = mark.dataset.present === "watch" || !(state.present[mark.dataset.present] > 0);
  }
}

follow({ connected() {}, show, say() {} });
