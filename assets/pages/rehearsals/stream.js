// What happens in the group of a rehearsal.

import { isOver } from "../fob-page/session.js";

const { view } = document.body.dataset;
export const { group } = document.body.dataset;
export const asked = `view=${view}&lang=${document.documentElement.lang}`;
const again = 1000; // milliseconds until another try if the browser gives up

// follow calls show with the present, and then with each state and each new line. The browser opens the stream again when
// it breaks; whatever was missed is in the present that is asked for each time.
export function follow(listener) {
  open(listener);
  if (view === "watch") {
    document.addEventListener("visibilitychange", () => open(listener));
  }
}

// A browser has six connections to a server. A watcher's page that is not seen leaves its own to others.
const isUnseen = () => view === "watch" && document.hidden;

let events; // the stream

function open({ connected, show, say }) {
  events?.close();
  if (isUnseen()) {
    return;
  }
  events = new EventSource(`${group}events?${asked}`);
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
      setTimeout(openAgain, again, { connected, show, say });
    }
  });
  events.addEventListener("state", (event) => show(JSON.parse(event.data)));
  events.addEventListener("line", (event) => say(JSON.parse(event.data)));
  events.addEventListener("missed", catchUp);
}

// openAgain asks first whether there is a session, and the rehearsal: the browser does not say why it gave up. A page that
// is loaded again says that the rehearsal is gone.
async function openAgain(listener) {
  const response = await fetch(location.href, { method: "HEAD" }).catch(() => undefined);
  if (gone.includes(response?.status)) {
    location.reload();
  } else if (!response || !isOver(response)) {
    open(listener);
  }
}

const gone = [404, 410];

async function now() {
  try {
    const response = await fetch(`${group}now?${asked}`);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined; // the stream breaks, too, and is opened again
  }
}
