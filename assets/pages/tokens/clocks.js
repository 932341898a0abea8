// The clocks of all tokens: their speed, or how far to move them.

import { api, send } from "./api.js";

export function followClocks(tokens) {
  document.getElementById("speeds")?.addEventListener("change", (event) => change(tokens, { rate: Number(event.target.value) }));
  document.getElementById("advance")?.addEventListener("submit", (event) => {
    event.preventDefault();
    change(tokens, { advance: document.getElementById("by").value.trim() });
  });
}

async function change(tokens, body) {
  await send("POST", `${api}clock`, body);
  await tokens.refresh();
}
