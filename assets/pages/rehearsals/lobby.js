// The first page of a rehearsal: which sides are taken, and whether it has ended.

const { group } = document.body.dataset;
const events = new EventSource(`${group}events?view=watch&lang=${document.documentElement.lang}`);

events.addEventListener("open", async () => {
  const response = await fetch(`${group}now?view=watch&lang=${document.documentElement.lang}`).catch(() => undefined);
  if (response?.ok) {
    show((await response.json()).state);
  }
});
events.addEventListener("state", (event) => show(JSON.parse(event.data)));

function show(state) {
  document.getElementById("over").hidden = !state.ended;
  for (const mark of document.querySelectorAll("[data-present]")) {
    mark.hidden = mark.dataset.present === "watch" || !(state.present[mark.dataset.present] > 0);
  }
}
