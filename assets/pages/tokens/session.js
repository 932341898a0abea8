// The user's session, on a server with an auth file. It may end while the page is open: the server then answers with
// 401, and the page asks to sign in again.

import { ask } from "./dialogs.js";

let over = false;

// isOver reports whether the session has ended, given an answer of the server. It tells the user, once.
export function isOver(response) {
  if (response.status === 401 && !over && document.getElementById("session-over")) {
    over = true;
    ask("session-over").then(() => location.reload());
  }
  return over;
}
