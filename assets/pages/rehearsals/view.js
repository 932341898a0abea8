// The page of a side, of both, or of a watcher.

import { text } from "../fob-page/texts.js";
import { followActs } from "./acts.js";
import { followFrame } from "./frames.js";
import * as hand from "./hand.js";
import { clock, say } from "./log.js";
import { isTaken } from "./presence.js";
import { showSteps } from "./steps.js";
import { follow } from "./stream.js";

const { group } = document.body.dataset;
const refreshBank = followFrame("bank", `${group}client/`);
const refreshDesk = followFrame("desk", `${group}desk/`);
const passed = { at: 0, since: performance.now(), rate: 0 };

function show(state) {
  Object.assign(passed, { at: state.at_ms, since: performance.now(), rate: state.ended ? 0 : state.rate });
  hand.show(state.fob, passed.rate);
  refreshBank(state.bank);
  refreshDesk(state.desk);
  showCall(state.call);
  showPresent(state.present);
  showSteps(state.steps ?? []);
  const reading = document.getElementById("lcd-reading");
  if (reading && state.fob) {
    reading.textContent = state.fob.reading || text("off");
  }
  if (state.ended) {
    end(state.solved);
  }
}

function showCall(call) {
  const list = document.getElementById("call");
  if (!list) {
    return;
  }
  for (const field of list.querySelectorAll("[data-told]")) {
    const told = call?.[field.dataset.told] ?? "";
    field.textContent = (Array.isArray(told) ? told.filter(Boolean).join(", ") : told) || "–";
  }
}

function showPresent(present) {
  for (const field of document.querySelectorAll(".watched [data-present]")) {
    field.textContent = text(isTaken(present, field.dataset.present) ? "here" : "away");
  }
}

function end(solved) {
  const ended = document.getElementById("ended");
  if (!ended.hidden) {
    return;
  }
  ended.hidden = false;
  ended.classList.toggle("unsolved", !solved);
  document.getElementById("outcome").textContent = text(solved ? "solved" : "unsolved");
  document.body.toggleAttribute("data-ended", true);
  for (const button of document.querySelectorAll(".line button, .trainer button, .token button")) {
    button.disabled = true;
  }
  ended.focus();
}

function tick() {
  document.getElementById("passed").textContent = clock(passed.at + (performance.now() - passed.since) * passed.rate);
}

function connected(is) {
  document.body.dataset.connected = is;
  const line = document.getElementById("connection");
  const message = text(is ? "connected" : "disconnected");
  if (line.textContent !== message) {
    line.textContent = message;
  }
}

hand.hold();
followActs();
follow({ connected, show, say });
setInterval(tick, 250);
