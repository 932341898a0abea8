// Requests to the server's API. A failed one says so and returns nothing.

import { note } from "./notes.js";
import { isOver } from "./session.js";
import { text } from "./texts.js";

export const api = "api/v1/";

export function pathOf(id) {
  return `${api}tokens/${encodeURIComponent(id)}`;
}

export async function send(method, path, body, options = {}) {
  const init = { method, ...options };
  if (body instanceof Blob) {
    init.body = body;
    init.headers = { "Content-Type": "application/octet-stream" };
  } else if (body) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    note(text("unreachable"));
    return undefined;
  }
  if (isOver(response)) {
    return undefined;
  }
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (!response.ok) {
    note(text("refused", { problem: problemOf(answer, response) }));
    return undefined;
  }
  return answer;
}

// problemOf puts the parts of a problem (RFC 9457) into one line.
function problemOf(answer, response) {
  const details = (answer.errors ?? []).map((each) => `${each.location}: ${each.message}`);
  return [answer.detail ?? `${response.status} ${response.statusText}`, ...details].join("; ");
}
