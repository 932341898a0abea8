// The button of a token: down and up with the mouse, a finger, or the space bar and Enter. It stays down for as long
// as the user holds it.
//
// While the token's clock runs like the user's, the server gets both edges as they happen. Otherwise a click would take
// too long or no time at all for the token, so the page decides what it was: a press, or after the hold time a hold.

const keys = new Set([" ", "Enter"]);

export function followPress(token) {
  const button = token.card.querySelector(".press");
  const press = new Press(token);
  button.addEventListener("pointerdown", (event) => {
    if (event.isPrimary && event.button === 0) {
      button.setPointerCapture(event.pointerId);
      press.begin();
    }
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
    button.addEventListener(end, () => press.end());
  }
  button.addEventListener("keydown", (event) => {
    if (keys.has(event.key)) {
      event.preventDefault(); // scrolling, and the click that the browser would make of it
      press.begin();
    }
  });
  button.addEventListener("keyup", (event) => {
    if (keys.has(event.key)) {
      event.preventDefault();
      press.end();
    }
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // of a long touch
  window.addEventListener("pagehide", () => press.end());
}

class Press {
  #token;
  #end; // ends the press that has begun; undefined while the button is up

  constructor(token) {
    this.#token = token;
  }

  begin() {
    if (this.#end) {
      return; // a key repeats
    }
    this.#token.setDown(true);
    this.#end = this.#token.rate === 1 ? this.#direct() : this.#timed();
  }

  end() {
    const end = this.#end;
    this.#end = undefined;
    if (end) {
      this.#token.setDown(false);
      end();
    }
  }

  #direct() {
    this.#token.use("down");
    return () => this.#token.use("up", { keepalive: true }); // the page may be closing
  }

  #timed() {
    let held = false;
    const timer = setTimeout(() => {
      held = true;
      this.#token.use("hold");
    }, this.#token.hold);
    return () => {
      clearTimeout(timer);
      if (!held) {
        this.#token.use("press");
      }
    };
  }
}
