// The page of etokenpass serve. It shows the tokens that the server has written into it, follows
// the server's events, and takes tokens that appear later from a fresh copy of itself.

import { addTokens } from "./adding.js";
import { followClocks } from "./clocks.js";
import { deleteToken } from "./deleting.js";
import { showHistory } from "./history.js";
import { follow } from "./live.js";
import { followPress } from "./press.js";
import { Token } from "./token.js";
import { Tokens } from "./tokens.js";

const actions = {
  skip: (token) => token.skip(),
  over: (token) => token.turnOver(),
  around: (token) => token.turnAround(),
  history: (token) => showHistory(token),
  delete: (token) => deleteToken(token, tokens),
};

const tokens = new Tokens(document.getElementById("tokens"), (card) => {
  const token = new Token(card);
  followPress(token);
  card.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.(token));
  return token;
});

follow(tokens);
followClocks(tokens);
addTokens(tokens);
