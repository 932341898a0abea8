// One token of the page: the screen, the seconds left, and the side that it shows.

import { pathOf, send } from "./api.js";
import { litPath } from "./lcd.js";
import { text } from "./texts.js";

export class Token {
  #fob;
  #down = false; // held by this page
  #queue = Promise.resolve(); // requests follow each other
  #shownAt; // when the screen arrived, for counting seconds

  constructor(card) {
    this.card = card;
    this.#fob = card.querySelector(".fob");
    this.#take(JSON.parse(card.dataset.screen));
  }

  get id() {
    return this.card.dataset.id;
  }

  get serial() {
    return this.card.dataset.serial;
  }

  // rate is how many seconds pass for the token in one second of real time.
  get rate() {
    return Number(this.card.dataset.rate);
  }

  get hold() {
    return Number(this.card.dataset.hold);
  }

  // show shows the screen in an event, unless a later one is known. Events arrive in their order.
  show(screen) {
    if (this.#compare(screen) >= 0) {
      this.#take(screen);
    }
  }

  // learn shows the screen in an answer or in a copy of the page if it is later than the known one. With the same number
  // and time it may be older than the last event: on a virtual clock, the button moves in no time.
  learn(screen) {
    if (screen && this.#compare(screen) > 0) {
      this.#take(screen);
    }
  }

  // #compare returns a number above 0 if a screen is later than the known one, and below 0 if it is earlier. The button
  // can move without a new screen, so of two with the same number the time decides.
  #compare(screen) {
    const { seq, time } = this.screen;
    return screen.seq - seq || (screen.time > time) - (screen.time < time);
  }

  // forget makes any screen count as a later one: a server that was restarted begins its numbers again.
  forget() {
    this.screen.seq = -1;
  }

  // update takes over what a copy of the card says. It returns false if the card is another token's.
  update(fresh) {
    if (fresh.dataset.cells !== this.card.dataset.cells) {
      return false;
    }
    for (const name of ["rate", "dead", "hold"]) {
      this.card.dataset[name] = fresh.dataset[name];
    }
    this.learn(JSON.parse(fresh.dataset.screen));
    this.#draw(); // with the segments that are dead now
    return true;
  }

  #take(screen) {
    this.screen = screen;
    this.#shownAt = performance.now();
    this.#draw();
  }

  #draw() {
    const { cells, dead } = this.card.dataset;
    const path = litPath(Number(cells), this.screen.lcd, dead.split(" "));
    for (const each of this.card.querySelectorAll(".lit, .shade")) {
      each.setAttribute("d", path);
    }
    this.card.dataset.lcd = this.screen.lcd;
    write(this.card.querySelector(".what"), text(this.screen.state));
    write(this.card.querySelector(".reading"), [...this.screen.lcd].join(" ") || text("off"));
    const skip = this.card.querySelector("[data-do=skip]");
    if (skip) {
      skip.disabled = this.screen.off_in_ms === 0;
    }
    this.#showButton();
    this.tick();
  }

  // tick counts the seconds.
  tick() {
    const passed = (performance.now() - this.#shownAt) * this.rate;
    const parts = [];
    if (this.screen.off_in_ms > 0) {
      parts.push(text("off_in", { seconds: seconds(this.screen.off_in_ms - passed) }));
    }
    if (this.screen.valid_for_ms !== undefined) {
      const left = this.screen.valid_for_ms - passed;
      parts.push(left > 0 ? text("valid_for", { seconds: seconds(left) }) : text("expired"));
    }
    write(this.card.querySelector(".left"), parts.join(" · "));
  }

  // setDown shows the button as this page holds it, without waiting for the server.
  setDown(down) {
    this.#down = down;
    this.#showButton();
  }

  #showButton() {
    this.#fob.toggleAttribute("data-down", this.#down || this.screen.down);
  }

  // use uses the button. Uses reach the server in their order.
  use(action, options) {
    this.#queue = this.#queue.then(async () => this.learn(await send("POST", `${pathOf(this.id)}/button`, { action }, options)));
    return this.#queue;
  }

  async skip() {
    await send("POST", `${pathOf(this.id)}/clock`, { advance: `${this.screen.off_in_ms}ms` });
  }

  turnOver() {
    const back = this.card.querySelector(".back");
    const picture = back.querySelector("img");
    picture.src = picture.dataset.src;
    back.hidden = !back.hidden;
    this.card.querySelector(".front").hidden = !back.hidden;
    this.#fob.toggleAttribute("data-moved", true);
    this.#press("over", !back.hidden);
  }

  turnAround() {
    this.#press("around", this.#fob.toggleAttribute("data-around"));
  }

  #press(action, on) {
    this.card.querySelector(`[data-do=${action}]`).setAttribute("aria-pressed", on);
  }
}

// seconds rounds up, so that 0 is shown only when the time is over.
function seconds(milliseconds) {
  return Math.ceil(Math.max(milliseconds, 0) / 1000);
}

// write changes a text only if it differs, as screen readers read what changes.
function write(element, content) {
  if (element.textContent !== content) {
    element.textContent = content;
  }
}
