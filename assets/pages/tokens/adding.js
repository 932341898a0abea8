// Adding tokens: the demo token, made-up ones, and those in files.

import { api, refuse, request } from "./api.js";
import { ask } from "./dialogs.js";
import { note } from "./notes.js";
import { text } from "./texts.js";

const bodies = { demo: { profile: "demo" }, event: { type: "event" }, time: { type: "time" } };

export function addTokens(tokens) {
  for (const button of document.querySelectorAll("[data-open=adding]")) {
    button.addEventListener("click", async () => {
      const body = bodies[await ask("adding")];
      if (body) {
        await create(tokens, body);
      }
    });
  }
  const file = document.getElementById("file");
  file.addEventListener("change", async () => {
    await createAll(tokens, [...file.files]);
    file.value = "";
  });
  followDrops(tokens);
}

async function createAll(tokens, files) {
  document.querySelector("#adding[open] [value='']")?.click(); // the files are the answer
  for (const file of files) {
    await create(tokens, file);
  }
}

async function create(tokens, body) {
  const created = await post(body);
  if (!created) {
    return;
  }
  await tokens.refresh();
  const card = tokens.get(created.id)?.card;
  card?.scrollIntoView({ block: "center" });
  card?.querySelector(".press").focus({ preventScroll: true });
  note(text("created", { count: created.count }));
  if (created.secret) {
    await ask("made", { serial: created.serial, ...created.secret });
  }
}

// post creates tokens. As long as a file needs a password or a key, it asks the user for that and sends both.
async function post(body) {
  let { answer, problem } = await request("POST", `${api}tokens`, body);
  let hint = "";
  for (let part = wanted(problem); part && body instanceof Blob; part = wanted(problem)) {
    const secret = await askFor(part, body.name, hint);
    if (!secret) {
      return undefined;
    }
    const form = new FormData();
    form.set("file", body);
    form.set(part, secret);
    ({ answer, problem } = await request("POST", `${api}tokens`, form));
    hint = text("wrong");
  }
  if (problem) {
    refuse(problem, body);
  }
  return answer;
}

// wanted returns the part of a form that a problem is about, if any.
function wanted(problem) {
  return ["password", "key"].find((part) => problem?.errors.some((each) => each.location === `body.${part}`));
}

// askFor asks for the password or the key of a file. It returns "" if the user cancels.
async function askFor(part, file, hint) {
  const field = document.getElementById("secret");
  const answer = await ask("locked", { file, part: text(part), hint });
  const secret = field.value;
  field.value = "";
  return answer && secret;
}

// followDrops shows where to drop while files are over the page.
function followDrops(tokens) {
  const drop = document.getElementById("drop");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => {
    drop.hidden = !hasFiles(event);
  });
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) {
      event.preventDefault(); // allows the drop
    }
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) {
      drop.hidden = true; // outside of the window
    }
  });
  document.addEventListener("drop", async (event) => {
    drop.hidden = true;
    if (hasFiles(event)) {
      event.preventDefault();
      await createAll(tokens, [...event.dataTransfer.files]);
    }
  });
}
