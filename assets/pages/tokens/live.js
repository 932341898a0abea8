// The connection to the server: one stream of events for all tokens. The browser opens it again
// when it breaks; until then the page says so.

import { api } from "./api.js";
import { isOver } from "./session.js";
import { text } from "./texts.js";

const again = 1000; // milliseconds until another try if the browser gives up

export function follow(tokens) {
  const events = new EventSource(`${api}events`);
  events.addEventListener("open", () => {
    show(true);
    tokens.forget();
    tokens.refresh();
  });
  events.addEventListener("error", () => {
    show(false);
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(followAgain, again, tokens);
    }
  });
  for (const name of ["screen", "button"]) {
    events.addEventListener(name, (event) => tokens.show(JSON.parse(event.data)));
  }
  events.addEventListener("deleted", (event) => tokens.remove(JSON.parse(event.data).id));
  events.addEventListener("changed", (event) => {
    tokens.show(JSON.parse(event.data));
    tokens.refresh();
  });
  events.addEventListener("created", () => tokens.refresh());
  events.addEventListener("missed", () => tokens.refresh());
}

// followAgain asks first whether there is a session: the browser does not say why it gave up.
async function followAgain(tokens) {
  const response = await fetch(location.href, { method: "HEAD" }).catch(() => undefined);
  if (!response || !isOver(response)) {
    follow(tokens);
  }
}

function show(connected) {
  document.body.dataset.connected = connected;
  const line = document.getElementById("connection");
  const message = text(connected ? "connected" : "disconnected");
  if (line.textContent !== message) {
    line.textContent = message;
  }
}
