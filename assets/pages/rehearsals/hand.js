// The customer's hand: the fob, held as the rehearsal says, and the other tokens at hand.

import { followPress } from "../fob-page/press.js";
import { text } from "../fob-page/texts.js";
import { Token } from "../fob-page/token.js";
import { act } from "./group.js";

let token; // the fob on the page
let replacing = false; // while the page with another token is being loaded

export function hold() {
  const card = document.getElementById("token");
  if (!card) {
    return;
  }
  take(card);
  setInterval(() => token.tick(), 200);
}

function take(card) {
  token = new Token(card);
  followPress(token);
}

// show shows the fob as it is.
export function show(fob, rate) {
  if (!token || !fob) {
    return;
  }
  if (fob.serial !== token.serial) {
    replace();
    return;
  }
  token.card.dataset.rate = rate;
  token.show(fob);
  const back = token.card.querySelector(".back");
  if (back.hidden === fob.back) {
    token.turnOver();
  }
  if (token.card.querySelector(".fob").hasAttribute("data-around") !== fob.upside_down) {
    token.turnAround();
  }
  showOthers(fob.others);
}

// replace shows another token, which is on a fresh copy of the page.
async function replace() {
  if (replacing) {
    return;
  }
  replacing = true;
  try {
    const response = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("token");
    const card = document.importNode(fresh, true);
    const hadFocus = token.card.contains(document.activeElement);
    token.card.replaceWith(card);
    take(card);
    if (hadFocus) {
      card.querySelector(".press").focus();
    }
  } finally {
    replacing = false;
  }
}

function showOthers(serials) {
  const line = token.card.querySelector(".others");
  line.hidden = serials.length === 0;
  const list = line.querySelector("span");
  if (list.dataset.serials === serials.join(" ")) {
    return;
  }
  list.dataset.serials = serials.join(" ");
  list.replaceChildren(
    ...serials.map((serial) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text("take", { serial });
      button.addEventListener("click", () => act({ do: "take", serial }));
      return button;
    }),
  );
}
