// What people do on the page besides using the fob: buttons and forms that say what they do.

import { ask } from "../fob-page/dialogs.js";
import { act } from "./group.js";

export function followActs() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-act], button[data-open]");
    if (button?.dataset.open) {
      const answer = await ask(button.dataset.open);
      if (answer) {
        act({ do: answer });
      }
    } else if (button) {
      act({ do: button.dataset.act, ...only({ item: button.dataset.item, by: button.dataset.by }) });
    }
  });
  for (const form of document.querySelectorAll("form[data-act]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}

async function send(form) {
  const fields = new FormData(form);
  const codes = fields.getAll("codes").filter(Boolean);
  fields.delete("codes");
  const body = { do: form.dataset.act, ...only({ by: form.dataset.by }), ...only(Object.fromEntries(fields)) };
  if (codes.length > 0) {
    body.do = "say_codes";
    body.codes = codes;
    delete body.counter;
  }
  if (await act(body)) {
    form.reset();
  }
  form.querySelector("input")?.focus();
}

// only leaves out what is empty.
function only(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}
