// Brings a notebook's saved explorers to life on a static page: no kernel, no server, no other host.
// It revives the widget state that the notebook carries: sliders, dropdowns, boxes, links, and the explorers' figure.
// What it cannot show it names in words.

import { addressed, followAddress, followed } from "./address.js";
import { element } from "./dom.js";
import { figure } from "./figure.js";
import { written } from "./numbers.js";
import { ruleBox } from "./rulebox.js";
import { phrase } from "./words.js";

const STATE = "application/vnd.jupyter.widget-state+json", VIEW = "application/vnd.jupyter.widget-view+json";
const REFERENCE = "IPY_MODEL_";

export class Model {
  constructor(name, state) {
    Object.assign(this, { name, state, calls: new Map() });
  }
  get(name) { return this.state[name]; }
  set(name, value) {
    if (Object.is(this.state[name], value)) return;
    this.state[name] = value;
    for (const call of this.calls.get(`change:${name}`) ?? []) call();
  }
  save_changes() {} // there is no kernel to tell
  on(event, call) { (this.calls.get(event) ?? this.calls.set(event, new Set()).get(event)).add(call); }
}

export const revive = (records) => {
  const models = new Map(Object.entries(records).map(([id, { model_name, state }]) => [id, new Model(model_name, state)]));
  const find = (reference) => models.get(reference.slice(REFERENCE.length));
  for (const model of models.values()) {
    if (model.name !== "LinkModel") continue;
    const [[from, name], [to, other]] = [model.get("source"), model.get("target")].map(([reference, key]) => [find(reference), key]);
    const copy = (a, x, b, y) => a.on(`change:${x}`, () => b.set(y, a.get(x)));
    copy(from, name, to, other);
    copy(to, other, from, name);
    to.set(other, from.get(name));
  }
  return { models, find };
};

let controls = 0;
const slider = (model, into) => {
  const logarithmic = model.name === "FloatLogSliderModel", id = `explorer-control-${controls++}`;
  const toPosition = (value) => (logarithmic ? Math.log(value) / Math.log(model.get("base")) : value);
  const toValue = (position) => (logarithmic ? model.get("base") ** position : position);
  const input = element("input", { type: "range", id, min: model.get("min"), max: model.get("max"), step: model.get("step") });
  const output = element("output", { for: id });
  const show = () => {
    const value = model.get("value");
    if (toValue(Number(input.value)) !== value) input.value = toPosition(value);
    output.value = written(value);
    input.setAttribute("aria-valuetext", output.value);
  };
  input.addEventListener("input", () => model.set("value", toValue(Number(input.value))));
  model.on("change:value", show);
  show();
  into.append(element("div", { class: "control" }, element("label", { for: id }, model.get("description")), output, input));
};

const dropdown = (model, into) => {
  const id = `explorer-control-${controls++}`, select = element("select", { id });
  model.get("_options_labels").forEach((words, index) => select.add(new Option(words, index)));
  const show = () => (select.selectedIndex = model.get("index"));
  select.addEventListener("change", () => model.set("index", select.selectedIndex));
  model.on("change:index", show);
  show();
  into.append(element("div", { class: "control" }, element("label", { for: id }, model.get("description")), select));
};

const VIEWS = { FloatSliderModel: slider, IntSliderModel: slider, FloatLogSliderModel: slider, DropdownModel: dropdown };

const show = (model, find, into) => {
  if (model.name === "VBoxModel" || model.name === "HBoxModel") {
    const parts = model.get("children").map(find), live = parts.find((part) => part.name === "AnyModel" && part.get("view"));
    const root = live ? element("div") : null, panel = element("div", { class: "controls" });
    if (live) into.append(root);
    into.append(panel);
    for (const part of parts) if (part !== live) show(part, find, panel);
    if (!live) return;
    const drawn = figure(live, root);
    const name = root.closest("[id^=fig-]")?.id ?? live.get("options").name;
    addressed(drawn, name);
    if (Object.keys(live.get("options").editable ?? {}).length) into.append(ruleBox(drawn, name));
  } else if (VIEWS[model.name]) VIEWS[model.name](model, into);
  else {
    const what = model.name.replace(/Model$/, "");
    into.append(element("p", { class: "unshown" }, phrase("A {what} stands here in the notebook; it needs a running kernel. Open the notebook to use it.", { what })));
  }
};

const parsed = (call) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", call);
  else call();
};

let saved; // the page's models, revived once

export const start = () => {
  if (!saved) {
    const records = {};
    for (const script of document.querySelectorAll(`script[type="${STATE}"]`)) Object.assign(records, JSON.parse(script.textContent).state);
    saved = revive(records);
  }
  const place = (id, put) => {
    const model = saved.models.get(id), into = element("div", { class: "explorer-place", "data-explorer": id });
    if (!model) return;
    put(into);
    show(model, saved.find, into);
  };
  for (const picture of document.querySelectorAll("svg[data-explorer]")) place(picture.dataset.explorer, (into) => picture.replaceWith(into));
  for (const script of document.querySelectorAll(`script[type="${VIEW}"]`)) place(JSON.parse(script.textContent).model_id, (into) => script.replaceWith(into));
  followed();
};

if (typeof document !== "undefined") {
  // An explorer that a reader's own cell has made.
  document.addEventListener("explorer:made", (event) => {
    const { records, id, into } = event.detail, { models, find } = revive(records);
    show(models.get(id), find, into);
    event.preventDefault(); // it has been taken
  });
  // A page may say that an explorer has just been parsed: it need not wait for the rest of the page.
  document.addEventListener("explorer:parsed", start);
  parsed(() => { start(); followAddress(); });
}
