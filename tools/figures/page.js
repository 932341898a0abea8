// Notes when a press on the page is painted. The result of this script is the middle of the button.
(async () => {
  const until = async (met) => {
    while (!met()) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await until(() => document.body?.dataset.connected === "true");

  // The message that the callback of a frame sends to itself arrives when the frame has been painted.
  const whenPainted = (note) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => note(performance.now());
      channel.port2.postMessage("painted");
    });

  const [lit, fob, button] = [".lit", ".fob", ".press"].map((each) => document.querySelector(`.token ${each}`));
  let pressed, released, times = {};
  button.addEventListener("pointerdown", (event) => (pressed = event.timeStamp), { capture: true });
  button.addEventListener("pointerup", (event) => (released = event.timeStamp), { capture: true });
  new MutationObserver(() => {
    if (pressed && fob.hasAttribute("data-down")) {
      const start = pressed;
      pressed = undefined;
      whenPainted((now) => (times.button = now - start));
    }
  }).observe(fob, { attributeFilter: ["data-down"] });
  new MutationObserver(() => {
    if (released && lit.getAttribute("d") !== "") {
      const start = released;
      released = undefined; // the same code is drawn again
      whenPainted((now) => (times.code = now - start));
    }
  }).observe(lit, { attributeFilter: ["d"] });

  globalThis.painted = {
    // press waits until a press has been painted and returns the times in milliseconds.
    press: async () => {
      await until(() => times.code !== undefined && times.button !== undefined);
      const result = times;
      times = {};
      return result;
    },
    dark: () => until(() => lit.getAttribute("d") === ""),
  };
  const box = button.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
})();
