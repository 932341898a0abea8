// All tokens of the page.

import { isOver } from "./session.js";

const pause = 300; // milliseconds between two copies of the page

export class Tokens {
  #list;
  #make;
  #all = new Map(); // by id
  #refreshing; // a promise while a copy is being loaded
  #again = false; // whether another one is needed
  #removed = new Set(); // the tokens removed since that copy was asked for, which may still have them

  // make makes a token of an item of the list.
  constructor(list, make) {
    this.#list = list;
    this.#make = make;
    for (const card of list.children) {
      this.#all.set(card.dataset.id, make(card));
    }
    setInterval(() => this.#tick(), 200);
  }

  get(id) {
    return this.#all.get(id);
  }

  // show shows the screen in an event.
  show(screen) {
    this.#all.get(screen.id)?.show(screen);
  }

  remove(id) {
    this.#removed.add(id);
    const token = this.#all.get(id);
    if (token) {
      this.#all.delete(id);
      token.card.remove();
      this.#count(Number(document.getElementById("count").textContent) - 1);
    }
  }

  // forget is for a new connection, perhaps to another server.
  forget() {
    for (const token of this.#all.values()) {
      token.forget();
    }
  }

  // refresh brings the page up to date with a fresh copy.
  refresh() {
    this.#again = true;
    this.#refreshing ??= this.#refreshAll();
    return this.#refreshing;
  }

  async #refreshAll() {
    while (this.#again) {
      this.#again = false;
      await this.#load();
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    this.#refreshing = undefined;
  }

  async #load() {
    this.#removed.clear();
    const fresh = await copy();
    if (!fresh) {
      return; // the event stream will break, too, and is opened again
    }
    const cards = [...fresh.getElementById("tokens").children].filter((card) => !this.#removed.has(card.dataset.id));
    this.#again ||= this.#removed.size > 0;
    const known = new Set(cards.map((card) => card.dataset.id));
    for (const [id, token] of this.#all) {
      if (!known.has(id)) {
        this.#all.delete(id);
        token.card.remove();
      }
    }
    for (const card of cards) {
      const token = this.#all.get(card.dataset.id);
      if (token?.update(card)) {
        continue;
      }
      this.#add(document.importNode(card, true), token);
    }
    document.getElementById("more").replaceChildren(...fresh.getElementById("more").childNodes);
    this.#count(Number(fresh.getElementById("count").textContent));
  }

  // #add adds a token, or replaces one that is another token now.
  #add(card, replaced) {
    if (replaced) {
      replaced.card.replaceWith(card);
    } else {
      this.#list.append(card);
    }
    this.#all.set(card.dataset.id, this.#make(card));
  }

  #count(count) {
    document.getElementById("count").textContent = count;
    document.getElementById("empty").hidden = count > 0;
  }

  #tick() {
    for (const token of this.#all.values()) {
      token.tick();
    }
  }
}

async function copy() {
  try {
    const response = await fetch(location.href);
    return !isOver(response) && response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : undefined;
  } catch {
    return undefined;
  }
}
