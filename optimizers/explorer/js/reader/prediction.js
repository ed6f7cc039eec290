// A prediction: the reader commits an answer, then sees the result laid over it.

import { button, element } from "../dom.js";
import { written } from "../numbers.js";
import { sketch } from "./sketch.js";
import { answered, due, keep } from "./store.js";

const line = (kind, ...parts) => element("p", { class: kind }, ...parts);
const strong = (words) => element("strong", {}, words);

// Each kind of answer: `ask` puts the controls into a box and calls `commit(said)`; `tell` says it in words; `hit` tells
// whether it was right; `over` lays the result over what was said, where there is a picture.
const KINDS = {
  choice: {
    ask({ choices }, box, commit) {
      box.append(...choices.map((words, i) => button(words, () => commit(i))));
    },
    tell: (said, { choices }) => choices[said],
    hit: (said, { answer }) => said === answer,
  },
  number: {
    ask({ unit }, box, commit, id) {
      const field = element("input", { type: "text", inputmode: "decimal", id: `${id}-number`, autocomplete: "off" });
      const say = () => {
        const said = Number(field.value.trim().replace("−", "-").replace(",", "."));
        if (field.value.trim() && Number.isFinite(said)) commit(said);
        else field.setAttribute("aria-invalid", "true");
      };
      field.addEventListener("keydown", (event) => event.key === "Enter" && say());
      box.append(element("label", { for: `${id}-number` }, "Your number"), field, unit, button("Commit", say));
    },
    tell: (said, { unit }) => `${written(said)} ${unit}`.trim(),
    hit: (said, { answer, within }) => Math.abs(said - answer) <= within,
  },
  curve: {
    ask(about, box, commit, id) {
      const drawn = sketch(about, id);
      box.append(drawn.element, button("Commit", () => commit(drawn.values())), ...drawn.byNumber(commit));
      return drawn;
    },
    tell: (said, { curve }) => `a curve that ends at ${written(said.at(-1))}${curve.y.unit ? ` ${curve.y.unit}` : ""}`,
    hit: (said, about) => sketch.distance(said, about) <= about.within,
    over: (said, about, id) => sketch(about, id, said).element,
  },
};

// The prediction that stands in `root`, as Python wrote it; `set(address)` moves a figure of the page.
export const prediction = (root, set = () => {}) => {
  const about = JSON.parse(root.dataset.prediction), kind = KINDS[about.kind], id = root.id;
  const folded = root.querySelector("details"), result = [...folded.children].slice(1).map((part) => part.cloneNode(true));
  const box = element("div", { class: "answers", role: "group", "aria-label": "Your prediction" });
  const shown = element("div", { class: "outcome", role: "status" });
  // On paper nobody answers: there the prompt stands as it does without a script.
  for (const part of [root.querySelector(".choices"), folded]) part?.classList.add("on-paper");
  root.append(box, shown);
  const old = answered(id);

  const show = (said, animate) => {
    const hit = kind.hit(said, about);
    box.replaceChildren();
    if (kind.over) box.append(kind.over(said, about, id));
    const verdict = hit ? strong("You saw it coming. ") : strong(`You said: ${kind.tell(said, about)}. `);
    result[0].querySelector(".verdict")?.remove();
    result[0].prepend(element("span", { class: "verdict" }, verdict));
    shown.replaceChildren(...result);
    folded.remove();
    root.classList.toggle("hit", hit);
    root.classList.add("answered");
    if (animate && about.shows) set(about.shows);
  };
  const commit = (said) => {
    keep(id, {
      page: location.pathname.split("/").pop(), chapter: document.title.split(" — ")[0], question: about.question,
      said: kind.tell(said, about), right: about.right, hit: kind.hit(said, about), raw: said,
    });
    show(said, true);
  };
  if (old && !due(old)) return show(old.raw, false);
  kind.ask(about, box, commit, id);
};
