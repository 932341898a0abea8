// Deleting a token.

import { pathOf, send } from "./api.js";
import { ask } from "./dialogs.js";

export async function deleteToken(token, tokens) {
  if ((await ask("deleting", { serial: token.serial })) !== "delete") {
    return;
  }
  if (await send("DELETE", pathOf(token.id))) {
    tokens.remove(token.id);
  }
}
