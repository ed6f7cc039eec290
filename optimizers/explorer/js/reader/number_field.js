// A field for one number, with a button that commits it and words where it is none.

import { button, element } from "../dom.js";
import { readNumber } from "../numbers.js";
import { phrase } from "../words.js";

// The field's parts; `commit` is called with a number for which `fits` holds.
export const numberField = (id, label, unit, words, commit, fits = () => true) => {
  const field = element("input", { type: "text", inputmode: "decimal", id, autocomplete: "off", "aria-describedby": `${id}-wrong` });
  const wrong = element("span", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  const say = () => {
    const said = readNumber(field.value), good = Number.isFinite(said) && fits(said);
    field.setAttribute("aria-invalid", String(!good));
    wrong.textContent = good ? "" : phrase("Give one number, such as 10 or 0.5.");
    if (good) commit(said);
  };
  field.addEventListener("keydown", (event) => event.key === "Enter" && say());
  return [element("label", { for: id, class: "or" }, label), field, unit, button(words, say), wrong];
};
