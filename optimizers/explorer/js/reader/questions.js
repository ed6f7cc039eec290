// Quick questions: say it first, then see, then judge yourself.

import { button, element } from "../dom.js";
import { answered, keep } from "./store.js";

const JUDGED = { "I had it": true, "Not quite": false };

export const question = (details, number) => {
  const summary = details.querySelector("summary"), words = summary.textContent.trim();
  const id = details.id || (details.id = `question-${number}`), page = location.pathname.split("/").pop();
  const name = `${page}#${id}`, old = answered(name);
  const answer = [...details.children].filter((child) => child !== summary);
  const field = element("textarea", { rows: 2, id: `${id}-said`, "aria-label": `Your answer: ${words}`, placeholder: "Say it in a sentence first." });
  const judged = element("p", { class: "judged", role: "status" });
  const judge = element("p", { class: "answers" }, "Compared with yours: ", ...Object.entries(JUDGED).map(([label, hit]) => button(label, () => {
    keep(name, { page, chapter: document.title.split(" — ")[0], question: words, said: field.value, right: "", hit });
    judged.textContent = hit ? "Noted." : "Noted: it comes back tomorrow, on the page What you predicted.";
  })));
  const see = button("See the answer", () => {
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
