// The group of a rehearsal: what happens in it, and what this page does in it.

import { request } from "../fob-page/api.js";
import { note } from "../fob-page/notes.js";
import { isOver } from "../fob-page/session.js";

const { group, view } = document.body.dataset;
const asked = `view=${view}&lang=${document.documentElement.lang}`;
const again = 1000; // milliseconds until another try if the browser gives up

// act does something. What the group refuses, a note says.
export async function act(body) {
  const { answer, problem } = await request("POST", `${group}act?${asked}`, body);
  if (problem) {
    note(problem.detail);
  }
  return answer !== undefined;
}

// follow calls show with the present, and then with each state and each new line. The browser opens the stream again when
// it breaks; whatever was missed is in the present that is asked for each time.
export function follow({ connected, show, say }) {
  const events = new EventSource(`${group}events?${asked}`);
  const catchUp = async () => {
    const present = await now();
    if (present) {
      show(present.state);
      present.lines.forEach(say);
    }
  };
  events.addEventListener("open", () => {
    connected(true);
    catchUp();
  });
  events.addEventListener("error", () => {
    connected(false);
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(followAgain, again, { connected, show, say });
    }
  });
  events.addEventListener("state", (event) => show(JSON.parse(event.data)));
  events.addEventListener("line", (event) => say(JSON.parse(event.data)));
  events.addEventListener("missed", catchUp);
}

// followAgain asks first whether there is a session: the browser does not say why it gave up.
async function followAgain(listener) {
  const response = await fetch(location.href, { method: "HEAD" }).catch(() => undefined);
  if (!response || !isOver(response)) {
    follow(listener);
  }
}

async function now() {
  try {
    const response = await fetch(`${group}now?${asked}`);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined; // the stream breaks, too, and is opened again
  }
}
