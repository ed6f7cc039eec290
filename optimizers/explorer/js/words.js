// The words of the interface, in the language of their page. English stands in the code, where it is read; each other
// language is a catalogue of the package's folder `words`, from the English text to its own. Numbers keep their point.

import { CATALOGUES } from "./catalogues.js";

const NAME = /\{(\w+)\}/g;
let spoken = "en"; // where there is no page: in Node, and in a worker, whose page tells it

export const language = () => (typeof document === "undefined" ? spoken : document.documentElement.lang || "en");

export const speak = (wanted) => { spoken = wanted; };

let of = null, catalogue = {}, plurals = null; // of the language that was asked for last

// A catalogue for de serves de-CH, too.
const known = () => {
  const now = language();
  if (now === of) return catalogue;
  of = now;
  const key = [now, now.split(/[-_]/)[0]].find((name) => Object.hasOwn(CATALOGUES, name));
  catalogue = CATALOGUES[key] ?? {};
  plurals = key ? new Intl.PluralRules(key) : null;
  return catalogue;
};

const filled = (text, values) => text.replace(NAME, (whole, name) => values[name] ?? whole);

// A translation may differ by the number `count`: then it is an object, {one: …, few: …, other: …}.
const formed = (text, { count }) => (typeof text === "string" ? text : text[plurals.select(count)] ?? text.other);

// A text with each `{name}` in it replaced by its value.
export const phrase = (text, values = {}) => filled(formed(known()[text] ?? text, values), values);

// The same where English has one text for a `count` of one, and another one, which catalogues go by, for all else.
export const phrases = (one, other, values) => filled(formed(known()[other] ?? (values.count === 1 ? one : other), values), values);

export const upper = (words) => words.replace(/^./, (letter) => letter.toUpperCase());
