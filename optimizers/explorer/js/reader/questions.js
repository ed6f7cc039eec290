// Quick questions: say it first, then see, then judge yourself.

import { button, element } from "../dom.js";
import { answered, keep, page } from "./store.js";
import { phrase } from "../words.js";

export const question = (details, number) => {
  const summary = details.querySelector("summary"), words = summary.textContent.trim();
  const id = details.id || (details.id = `question-${number}`);
  const name = `${page()}#${id}`, old = answered(name);
  const answer = [...details.children].filter((child) => child !== summary);
  const field = element("textarea", { rows: 2, id: `${id}-said`, "aria-label": phrase("Your answer: {question}", { question: words }), placeholder: phrase("Say it in a sentence first.") });
  const judged = element("p", { class: "judged", role: "status" });
  const judge = element("p", { class: "answers" }, phrase("Compared with yours:"), " ", ...[[phrase("I had it"), true], [phrase("Not quite"), false]].map(([label, hit]) => button(label, () => {
    keep(name, { page: page(), chapter: document.title.split(" — ")[0], question: words, said: field.value, right: "", hit });
    judged.textContent = hit ? phrase("Noted.") : phrase("Noted: it comes back tomorrow, on the page What you predicted.");
  })));
  const see = button(phrase("See the answer"), () => {
    for (const part of answer) part.hidden = false;
    see.hidden = true;
    judge.hidden = false;
  });
  if (old) field.value = old.said;
  for (const part of answer) part.hidden = !old;
  judge.hidden = !old;
  see.hidden = Boolean(old);
  summary.after(element("p", { class: "answers" }, field, see));
  details.append(judge, judged);
};
