// One cell of the notebook on its page: its text to change, what it shows, and the way back to the book's.

import { button, element } from "./dom.js";
import { keep, kept } from "./kept.js";
import { asBuilt, show } from "./outputs.js";
import { phrase } from "./words.js";

const INDENT = "    ";
const KEYS = "run-keys"; // the id of the panel's sentence on keys

// `box` is the cell's place on the page, null for one that it does not show; `run` and `stop` act on the page's Python.
export const cell = ({ id: name, source, metadata }, box, { run, stop }) => {
  const book = [source].flat().join(""), input = box?.querySelector(".cell_input"), built = box?.querySelector(".cell_output") ?? null;
  let area = built, text = (input && kept(name)) ?? book, running = false;
  let say = () => {}, refresh = () => {};

  // Another element where the outputs stand; null takes them away.
  const put = (next) => {
    if (next === area) return;
    if (area && next) area.replaceWith(next);
    else if (area) area.remove();
    else if (box.querySelector(":scope > details.code")) box.prepend(next);
    else box.append(next);
    area = next;
  };
  const restore = () => {
    put(built);
    built?.querySelector(".book-explorer")?.dispatchEvent(new Event("explorer:back"));
  };

  const made = {
    name, box,
    ran: null, // the text that Python has run
    get text() { return text; },
    get alt() { return text === book ? metadata.mystnb?.image?.alt ?? "" : ""; },
    // Whether it is left to the book, as what needs PyTorch is until its reader has changed it.
    get left() { return text === book && Boolean(metadata.tags?.includes("torch")); },
    get running() { return running; },
    set running(now) {
      running = now;
      box?.setAttribute("aria-busy", now);
      refresh();
    },
    say: (...words) => say(...words),
    // What the cell has shown takes the place of what the book shows.
    show(outputs) {
      if (!box) return;
      if (asBuilt(outputs, built)) return restore();
      if (!outputs.length) return put(null);
      put(element("div", { class: "cell_output docutils container" }));
      show(outputs, area, built);
    },
  };

  if (input) edit();
  return made;

  function edit() {
    const field = element("textarea", { spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-label": phrase("Python of the cell {name}", { name }), "aria-describedby": KEYS });
    const told = element("span", { role: "status" });
    const start = button(phrase("Run"), () => (running ? stop() : run(made)));
    const back = button(phrase("Back to the book’s"), () => {
      write(book);
      field.value = book;
      made.ran = null;
      restore();
      say(phrase("The book’s cell, and what it showed."));
      field.focus();
    });
    const whole = element("div", { class: "run-cell" }, field, element("p", { class: "answers" }, start, back, told));

    const write = (next) => {
      text = next;
      keep(name, text === book ? undefined : text);
      refresh();
    };
    say = (...words) => told.replaceChildren(...words);
    refresh = () => {
      start.textContent = running ? phrase("Stop") : phrase("Run");
      start.setAttribute("aria-label", running ? phrase("Stop the cell {name}", { name }) : phrase("Run the cell {name}", { name }));
      back.hidden = text === book || running;
      field.rows = text.split("\n").length;
    };
    const insert = (words) => document.execCommand("insertText", false, words); // undo knows it

    field.value = text;
    field.addEventListener("input", () => write(field.value));
    field.addEventListener("keydown", (event) => {
      const { key, shiftKey, ctrlKey, metaKey, isComposing } = event;
      if (isComposing) return;
      const before = field.value.slice(0, field.selectionStart).split("\n").at(-1);
      if (key === "Enter" && (shiftKey || ctrlKey || metaKey)) run(made);
      else if (key === "Enter") insert(`\n${before.match(/^ */)[0]}${before.trimEnd().endsWith(":") ? INDENT : ""}`);
      else if (key === "Tab" && !shiftKey) insert(INDENT.slice(before.length % INDENT.length));
      else if (key === "Escape") start.focus();
      else return;
      event.preventDefault();
    });
    for (const child of input.children) child.hidden = true;
    input.append(whole);
    refresh();
  }
};
