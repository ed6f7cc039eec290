// What a figure calls a rule. Python's `look.py` has the names; those that are words are said in the page's language.

import { phrase, upper } from "./words.js";

const NAMES = {
  "gradient descent": () => phrase("gradient descent"),
  "momentum": () => phrase("momentum"),
  "sign descent": () => phrase("sign descent"),
  "RMSprop, ε inside": () => phrase("RMSprop, ε inside"),
  "centered RMSprop": () => phrase("centered RMSprop"),
  "RMSprop with momentum": () => phrase("RMSprop with momentum"),
};

// Of a rule's style, or of a curve that is named as a rule is.
export const nameOf = ({ name }) => NAMES[name]?.() ?? name;
export const titleOf = (look) => upper(nameOf(look));
