// "Edit the rule": a reader's own Python in place of a rule, in a figure on a page that came from a web server.

import { button, element } from "./dom.js";
import { draft, keepDraft } from "./drafts.js";
import { language, phrase, upper } from "./words.js";

const PATIENCE = 3000; // milliseconds after which a rule that has not answered is ended
const TYPING = 250; // milliseconds without a key before the text is run
const home = typeof document === "undefined" ? null : document.currentScript?.src;
let boxes = 0;

// One worker at a time and one question at a time; of the questions that come meanwhile the last one counts.
const asker = (answered, ended) => {
  let worker = null, ready = false, busy = null, next = null, timer = null, count = 0;
  const stop = () => {
    clearTimeout(timer);
    worker?.terminate();
    worker = busy = null;
    ready = false;
  };
  const send = () => {
    if (!ready || busy || !next) return;
    [busy, next] = [next, null];
    worker.postMessage({ ...busy.question, id: busy.id });
    timer = setTimeout(() => { stop(); ended(phrase("It did not finish in 3 seconds: is there a loop without an end?")); }, PATIENCE);
  };
  const start = () => {
    worker = new Worker(new URL("rule_worker.js", home), { name: language() });
    worker.onerror = () => { stop(); ended(phrase("Python could not be loaded. Reload the page to try again.")); };
    worker.onmessage = ({ data }) => {
      if (data.failed) return worker.onerror();
      if (data.ready) ready = true;
      else {
        clearTimeout(timer);
        const { done } = busy;
        busy = null;
        answered(data, done);
      }
      send();
    };
  };
  return {
    get ready() { return ready; },
    ask(question, done) {
      next = { question, done, id: count++ };
      if (!worker) start();
      send();
    },
    stop() { stop(); next = null; },
  };
};

// The box's element, for a `Figure` whose view has rules to edit; `name` is the figure's.
export const ruleBox = (figure, name) => {
  const { model, root } = figure;
  const { editable, choices } = model.get("options"), names = Object.keys(editable), id = `explorer-rule-${boxes++}`;
  const area = element("textarea", { id, spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-describedby": `${id}-words` });
  const words = element("p", { id: `${id}-words`, class: "words", role: "status" });
  const back = button(phrase("Back to the book's rule"), () => {
    write(editable[rule()]);
    show();
    area.focus();
  });
  const printed = element("pre", { class: "printed", role: "log", "aria-live": "off", "aria-label": phrase("What the rule prints"), hidden: "" });
  const box = element("details", { class: "rulebox" }, element("summary", {}, phrase("Edit the rule")),
    element("label", { for: id }, phrase("Python, run in this page as you type. The path follows.")), area, words, printed, back);

  const texts = Object.fromEntries(names.map((one) => [one, draft(name, one) ?? editable[one]]));
  const rule = () => (choices.rule ? choices.rule[model.get("rule")] : names[0]);
  const write = (text) => {
    texts[rule()] = text;
    keepDraft(name, rule(), edited() ? text : undefined);
  };
  const print = (text = "") => {
    printed.textContent = text;
    printed.hidden = !text;
  };
  const edited = () => texts[rule()] !== undefined && texts[rule()] !== editable[rule()];
  const say = (text, wrong = false) => {
    if (words.textContent !== text) words.textContent = text;
    words.classList.toggle("wrong", wrong);
    area.setAttribute("aria-invalid", wrong);
    root.classList.toggle("stale", wrong);
  };
  const asked = asker(({ scene, error, printed: lines }, done) => {
    if (!edited()) return;
    print(lines);
    if (!error) {
      say(phrase("The figure shows your rule."));
      return done(scene);
    }
    say(error.line ? phrase("Line {line}, “{text}”: {words}", error) : upper(error.words), true);
  }, (why) => say(why, true));

  const mine = (values, options, shown, done) => {
    if (!asked.ready) say(phrase("Starting Python …"));
    asked.ask({ rule: rule(), source: texts[rule()], view: model.get("view"), values, options, shown }, done);
  };
  let drawn = false; // is the reader's rule the one in the figure?
  const run = () => {
    back.hidden = !edited();
    if (!edited()) { say(""); print(); }
    if (edited() || drawn) figure.drawBy(edited() ? mine : null);
    drawn = edited();
  };
  const show = () => {
    area.value = texts[rule()] ?? "";
    area.rows = Math.max(4, area.value.split("\n").length + 1);
    run();
  };

  let timer = null;
  area.addEventListener("input", () => {
    write(area.value);
    clearTimeout(timer);
    timer = setTimeout(run, TYPING);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const before = area.value.slice(0, area.selectionStart).split("\n").at(-1), indent = before.match(/^ */)[0];
    event.preventDefault();
    document.execCommand("insertText", false, `\n${indent}${before.trimEnd().endsWith(":") ? "    " : ""}`); // undo knows it
  });
  box.addEventListener("toggle", () => {
    if (box.open && location.protocol === "file:") {
      area.disabled = true;
      say(phrase("Editing needs a page from a web server, and this one is a file: run make serve, and open the address that it prints."));
    }
  });
  model.on("change:rule", show);
  show();
  box.open = edited(); // a draft from before the reload
  return box;
};
