// A cell's outputs as a page shows them, in the form in which the book was built.

import { clean } from "./clean.js";
import { element } from "./dom.js";

const VIEW = "application/vnd.jupyter.widget-view+json", STATE = "application/vnd.jupyter.widget-state+json", SVG = "image/svg+xml";
const PICTURES = ["image/png", "image/jpeg"];

const plain = (kind, text) => element("div", { class: `output ${kind}` }, element("div", { class: "highlight" }, element("pre", {}, text)));

// An explorer is brought to life by the page's own script, once it stands on the page.
const explorer = (data) => {
  const place = element("div", { class: "explorer-place" });
  const live = () => {
    const made = new CustomEvent("explorer:made", { bubbles: true, cancelable: true, detail: { records: data[STATE], id: data[VIEW].model_id, into: place } });
    if (place.dispatchEvent(made)) place.replaceWith(plain("text_plain", data["text/plain"])); // nobody took it
  };
  return { node: place, live, picture: true };
};

const html = (text, kind) => {
  const node = element("div", { class: `output ${kind}` }, clean(text));
  return { node, live: () => node.dispatchEvent(new Event("reader:made", { bubbles: true })) };
};

const displayed = (data) => {
  if (data["text/html"]) return html(data["text/html"], "text_html");
  if (data[STATE]) return explorer(data);
  if (data[SVG]) return { node: clean(data[SVG]), picture: true };
  const picture = PICTURES.find((mime) => data[mime]);
  if (picture) return { node: element("img", { src: `data:${picture};base64,${data[picture].replace(/\s/g, "")}`, alt: data["text/plain"] }), picture: true };
  return { node: plain("text_plain", data["text/plain"] ?? "") };
};

const shown = (output) => {
  if (output.output_type === "stream") return { node: plain("stream", output.text) };
  if (output.output_type === "error") return { node: plain("run-error", output.traceback.join("\n")) };
  return displayed(output.data);
};

// Puts outputs into `area`. The first picture takes the place of that in the figure of the `book`'s own outputs, with
// its name and its caption.
export const show = (outputs, area, book) => {
  const made = outputs.map(shown), figure = book?.querySelector("figure"), first = made.find(({ picture }) => picture);
  if (figure && first) {
    const frame = figure.cloneNode(false);
    frame.append(first.node, ...[...figure.children].filter((child) => child.localName === "figcaption").map((caption) => caption.cloneNode(true)));
    first.node = frame;
  }
  area.replaceChildren(...made.map(({ node }) => node));
  for (const { live } of made) live?.();
};

// What an explorer is made of, without the names of its parts and in one order.
const inOrder = (_, value) => (value && value.constructor === Object ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value);
const parts = (records, id) => JSON.stringify(records[id]?.state?.children?.map((child) => records[child.slice("IPY_MODEL_".length)]), inOrder);
let saved = null; // what the page was built with

// Whether outputs are what the book shows: then its own stay, with what a reader has answered or moved in them.
export const asBuilt = (outputs, book) => {
  if (!book || outputs.length !== 1 || !outputs[0].data) return false;
  const { data } = outputs[0], asked = book.querySelector("[data-prediction]"), live = book.querySelector("[data-explorer]");
  if (asked) return clean(data["text/html"] ?? "").querySelector("[data-prediction]")?.dataset.prediction === asked.dataset.prediction;
  if (!live || !data[STATE]) return false;
  saved ??= JSON.parse(document.querySelector(`script[type="${STATE}"]`).textContent).state;
  return parts(saved, live.dataset.explorer) === parts(data[STATE], data[VIEW].model_id);
};
