// A prediction: the reader commits an answer, then sees the result laid over it.

import { button, element } from "../dom.js";
import { numberField } from "./number_field.js";
import { written } from "../numbers.js";
import { sketch } from "./sketch.js";
import { answered, due, keep, page } from "./store.js";
import { veil } from "./veil.js";
import { phrase } from "../words.js";

const line = (kind, ...parts) => element("p", { class: kind }, ...parts);
const strong = (words) => element("strong", {}, words);

const choice = {
  ask({ choices }, box, commit) {
    box.append(...choices.map((words, i) => button(words, () => commit(i))));
  },
  tell: (said, { choices }) => choices[said],
  hit: (said, { answer }) => said === answer,
};

// Each kind of answer: `ask` puts the controls into a box and calls `commit(said)`; `tell` says it in words; `hit` tells
// whether it was right; `over` lays the result over it, where there is a picture. `WORDS` that differ are its own.
const KINDS = {
  choice,
  vote: {
    ...choice,
    asks: null, label: () => phrase("Your vote"), missed: (said) => phrase("You voted {said}.", { said }),
    reveals: () => phrase("The verdict:"), agrees: () => phrase("The experiments agree"),
  },
  number: {
    ask({ unit }, box, commit, id) {
      box.append(...numberField(`${id}-number`, phrase("Your number"), unit, phrase("Commit"), commit));
    },
    tell: (said, { unit }) => `${written(said)} ${unit}`.trim(),
    hit: (said, { answer, within }) => Math.abs(said - answer) <= within,
  },
  curve: {
    missed: (said) => phrase("You drew {said}.", { said }),
    ask(about, box, commit, id, width) {
      const drawn = sketch(about, id, width);
      box.append(drawn.element, button(phrase("Commit"), () => commit(drawn.values())), ...drawn.byNumber(commit));
      return drawn;
    },
    tell: (said, { curve }) => phrase("a curve that ends at {value}", { value: `${written(said.at(-1))} ${curve.y.unit ?? ""}`.trim() }),
    hit: (said, about) => sketch.distance(said, about) <= about.within && sketch.turnsAlike(said, about),
    over: (said, about, id, width) => sketch(about, id, width, said).element,
  },
};

const WORDS = {
  asks: () => phrase("Predict."), label: () => phrase("Your prediction"), missed: (said) => phrase("You said {said}.", { said }),
  reveals: () => phrase("What happens:"), agrees: () => phrase("You saw it coming"),
};

// The prediction that stands in `root`, as Python wrote it; `set(address, by)` moves a figure of the page.
export const prediction = (root, set = () => {}) => {
  const about = JSON.parse(root.dataset.prediction), kind = { ...WORDS, ...KINDS[about.kind] }, id = root.id;
  const folded = root.querySelector("details"), result = [...folded.children].slice(1).map((part) => part.cloneNode(true));
  // In a notebook Python has written it, in the language of the book and not of this page.
  if (kind.asks) root.querySelector(".ask strong").textContent = kind.asks();
  const box = element("div", { class: "answers", role: "group", "aria-label": kind.label() });
  const shown = element("div", { class: "outcome", role: "status" });
  // On paper nobody answers: there the prompt stands as it does without a script.
  for (const part of [root.querySelector(".choices"), folded]) part?.classList.add("on-paper");
  root.append(box, shown);
  const old = answered(id), width = () => root.clientWidth;
  let lift = () => {};

  const show = (said, animate) => {
    const hit = kind.hit(said, about), stop = about.right ? ": " : ". ";
    const missed = `${kind.missed(kind.tell(said, about))} ${about.right ? `${kind.reveals()} ` : ""}`;
    box.replaceChildren();
    if (kind.over) box.append(kind.over(said, about, id, width()));
    result[0].querySelector(".verdict")?.remove();
    for (const part of result[0].querySelectorAll(".because")) part.hidden = hit;
    result[0].prepend(element("span", { class: "verdict" }, ...(hit ? [strong(kind.agrees()), stop] : [missed])));
    shown.replaceChildren(...result);
    folded.remove();
    root.classList.toggle("hit", hit);
    root.classList.add("answered");
    lift();
    if (animate && about.shows) set(about.shows, shown);
  };
  const commit = (said) => {
    keep(id, {
      page: page(), chapter: document.title.split(" — ")[0], question: about.question,
      said: kind.tell(said, about), right: about.right, hit: kind.hit(said, about), raw: said, group: about.group,
    });
    show(said, true);
  };
  if (old && !due(old)) return show(old.raw, false);
  kind.ask(about, box, commit, id, width());
  if (root.dataset.veils !== "no") lift = veil(root);
};
