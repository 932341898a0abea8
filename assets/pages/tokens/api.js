// Requests to the server's API. Its address is that of the page, or what the page says.

import { note } from "./notes.js";
import { isOver } from "./session.js";
import { text } from "./texts.js";

export const api = document.body.dataset.api ?? "api/v1/";

export function pathOf(id) {
  return `${api}tokens/${encodeURIComponent(id)}`;
}

// send returns the answer. If it fails, it says so in a note and returns nothing.
export async function send(method, path, body, options = {}) {
  const { answer, problem } = await request(method, path, body, options);
  if (problem) {
    refuse(problem, body);
  }
  return answer;
}

// refuse says in a note what is wrong with a request and its body.
export function refuse(problem, body) {
  note(text("refused", { problem: lineOf(problem, body) }));
}

// request returns the answer, or the problem if the server refuses. If the server does not answer, it says so in a note
// and returns neither.
export async function request(method, path, body, options = {}) {
  const init = { method, ...options };
  if (body instanceof FormData) {
    init.body = body;
  } else if (body instanceof Blob) {
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
    return {};
  }
  if (isOver(response)) {
    return {};
  }
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
  return response.ok ? { answer } : { problem: { detail: `${response.status} ${response.statusText}`, errors: [], ...answer } };
}

// lineOf puts the parts of a problem (RFC 9457) into one line. A file has its name there.
function lineOf(problem, body) {
  const place = (location) => (body instanceof File ? location.replace(/^body\b/, () => body.name) : location);
  return [problem.detail, ...problem.errors.map((each) => `${place(each.location)}: ${each.message}`)].join("; ");
}
