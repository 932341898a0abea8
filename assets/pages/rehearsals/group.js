// What this page does in the group of a rehearsal.

import { request } from "../fob-page/api.js";
import { note } from "../fob-page/notes.js";
import { asked, group } from "./stream.js";

// act does something. What the group refuses, a note says.
export async function act(body) {
  const { answer, problem } = await request("POST", `${group}act?${asked}`, body);
  if (problem) {
    note(problem.detail);
  }
  return answer !== undefined;
}
