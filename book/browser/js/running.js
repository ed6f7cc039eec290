// "Edit and run" on a chapter's page: every code cell in sight can be changed and run, by Python in a worker of this
// page. Nothing of it is loaded before a reader asks for it.

import { cell } from "./cell.js";
import { button, element } from "./dom.js";
import { kernel, Stopped } from "./kernel.js";
import { phrase } from "./words.js";

const LITTLE = 1; // GB of memory with which a browser ends a page that takes as much as Python does
const GONE = phrase("Stopped. What had been defined is gone; Run starts Python again.");
const TORCH = phrase("This cell needs PyTorch, which runs in no browser. What it shows is the book’s.");
const WHOLE = phrase("Run the whole page");
const KEYS = phrase("Shift+Enter runs a cell, after those above it. Tab indents, Escape leaves the text.");
const secondsSince = (from) => ((performance.now() - from) / 1000).toFixed(1);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

// Why Python cannot run here, in words; null where it can.
const obstacle = () => {
  if (typeof WebAssembly !== "object" || typeof Worker !== "function") return phrase("Running needs a newer browser: this one has no WebAssembly or no workers. The text and its live figures need neither.");
  if (navigator.deviceMemory <= LITTLE) return phrase("Running needs more memory than this device has: about {little} GB is too little for Python. The text and its live figures need none of it.", { little: LITTLE });
  return null;
};

const stylesheet = () => new Promise((done) => {
  const link = element("link", { rel: "stylesheet", href: new URL("running.css", import.meta.url).href });
  link.onload = link.onerror = done;
  document.head.append(link);
});

const failure = (outputs) => outputs.find((output) => output.output_type === "error");

// Called when the page's button has been pressed.
export const start = async (pressed) => {
  const said = element("span", { role: "status" }), bar = element("progress", { "aria-label": phrase("Loading Python") }), panel = element("p", { class: "run-panel answers" }, said);
  const say = (words) => (said.textContent = words);
  pressed.closest(".kicker").before(panel);
  pressed.disabled = true;
  const why = obstacle();
  if (why) return say(why);
  panel.append(bar);
  say(phrase("Starting Python …"));

  let busy = null, arrived = 0; // `busy` says how it goes with the cell that was asked for
  const python = kernel((bytes) => {
    arrived = bytes;
    if (busy) busy(phrase("Loading what it needs: {size} so far …", { size: megabytes(bytes) }));
    else say(phrase("Starting Python: {size} loaded …", { size: megabytes(bytes) }));
  });
  const address = new URL(pressed.dataset.notebook, location.href);
  const notebook = fetch(address).then((response) => response.json());

  const began = performance.now();
  try {
    await Promise.all([python.start(), notebook, stylesheet()]);
  } catch (error) {
    bar.remove();
    pressed.disabled = false;
    pressed.addEventListener("click", () => panel.remove(), { once: true });
    return say(error.message);
  }
  bar.remove();
  pressed.hidden = true;

  // One cell of the queue: its error, if it failed. `tell` says how it goes.
  const step = async (one, tell, words) => {
    one.running = true;
    tell(words);
    const live = [];
    try {
      const outputs = await python.run({ source: one.text, name: one.name, alt: one.alt }, () => tell(words), (number, output) => {
        live[number] = output;
        if (output.output_type === "stream") one.show(live);
      });
      one.show(outputs);
      const error = failure(outputs);
      one.ran = error ? null : one.text;
      return error;
    } finally {
      one.running = false;
    }
  };

  const run = async (asked, tell = asked.say) => {
    if (busy) return;
    if (asked.left) return tell(TORCH);
    busy = tell;
    asked.running = true;
    whole.textContent = phrase("Stop");
    const above = cells.slice(0, cells.indexOf(asked)).filter((one) => one.ran !== one.text && !one.left), from = performance.now();
    try {
      for (const [i, one] of [...above, asked].entries()) {
        const error = await step(one, tell, one === asked ? phrase("Running …") : phrase("First the cells above: {done} of {count} …", { done: i + 1, count: above.length }));
        asked.running = one !== asked && !error;
        if (!error) continue;
        if (one === asked) return tell(phrase("It stopped: {why}", { why: error.traceback.at(-1) }));
        one.box?.scrollIntoView({ block: "nearest" });
        return tell(phrase("The cell {name} above stopped: {why}", { name: one.name, why: error.traceback.join(" · ") }));
      }
      tell(phrase("Ran in {seconds} s.", { seconds: secondsSince(from) }));
    } catch (error) {
      for (const one of cells) one.ran = null;
      tell(error instanceof Stopped ? GONE : phrase("{why} Run tries again.", { why: error.message }));
    } finally {
      asked.running = false;
      whole.textContent = WHOLE;
      busy = null;
    }
  };

  const boxes = new Map([...document.querySelectorAll("[data-cell]")].map((box) => [box.dataset.cell, box]));
  const code = (await notebook).cells.filter(({ cell_type }) => cell_type === "code");
  const cells = code.map((one) => cell(one, boxes.get(one.id) ?? null, { run, stop: () => python.stop() }));
  const shown = cells.filter(({ box }) => box?.querySelector(".run-cell"));
  const whole = button(WHOLE, () => (busy ? python.stop() : run(cells.findLast((one) => !one.left), say)));
  panel.append(whole, element("span", { id: "run-keys" }, KEYS));
  const told = { seconds: secondsSince(began), size: megabytes(arrived), count: shown.length };
  say(arrived ? phrase("Python is here after {seconds} s, {size} loaded: {count} cells can be changed and run.", told)
    : phrase("Python is here after {seconds} s, from what this browser kept: {count} cells can be changed and run.", told));
  document.dispatchEvent(new CustomEvent("running:ready", { detail: { cells } }));
};
