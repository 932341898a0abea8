// What has happened to a token, the newest first.

import { pathOf, send } from "./api.js";
import { ask } from "./dialogs.js";
import { text } from "./texts.js";

export async function showHistory(token) {
  const history = await send("GET", `${pathOf(token.id)}/history`);
  if (!history) {
    return;
  }
  document.getElementById("past-rows").replaceChildren(...history.entries.toReversed().map(row));
  document.getElementById("past-some").hidden = history.entries.length === 0;
  document.getElementById("past-some").hidden = history.entries.length === 0;
  document.getElementById("past-none").hidden = history.entries.length > 0;
  await ask("past", { serial: token.serial });
}

function row(entry) {
  const line = document.createElement("tr");
  const event = entry.kind === "button" ? entry.action : entry.state === "off" ? "goes_off" : entry.state;
  for (const content of [time(entry.time), text(event), entry.lcd ?? ""]) {
    line.insertCell().textContent = content;
  }
  return line;
}

// time writes a time as 2026-01-01 00:00:27.000, which is UTC as all times of tokens.
function time(rfc3339) {
  return rfc3339.replace("T", " ").replace("Z", "");
}
