// The page "What you predicted": every answer by chapter, votes on claims as one group, what to look at again, and what
// is due today.

import { button, element } from "../dom.js";
import { answers, due, forget, keepsVeils, setVeils } from "./store.js";
import { language, phrase, phrases } from "../words.js";

const day = (time) => new Date(time).toLocaleDateString(language(), { dateStyle: "medium" });
const NAMES = /\.html$/;

const entry = ({ id, page, question, said, right, hit, next, group }) => {
  const answer = said || phrase("nothing");
  const told = group ? phrase("You voted: {answer}.", { answer }) : phrase("You said: {answer}.", { answer });
  const was = group ? phrase("The verdict: {right}.", { right }) : phrase("It was: {right}.", { right });
  const place = id.includes("#") ? id : `${page}#${id}`;
  const when = next === null ? "" : due({ next }) ? phrase("It is due now.") : phrase("It comes back on {day}.", { day: day(next) });
  return element("li", { class: hit ? "hit" : "missed" },
    element("a", { href: `../chapters/${place}` }, question),
    element("p", {}, [told, right && !hit ? was : "", when].filter(Boolean).join(" ")));
};

const listed = (list) => element("ul", { class: "answers-kept" }, ...list.map(entry));
const section = (title, list) => (list.length ? [element("h2", {}, title), listed(list)] : []);

// There may be many votes: those that the experiments bear out are folded.
const trials = (votes) => {
  if (!votes.length) return [];
  const [hits, missed] = [true, false].map((wanted) => votes.filter(({ hit }) => hit === wanted).sort((a, b) => parseInt(a.question) - parseInt(b.question)));
  const agree = phrases("{hits} of {count} vote as the experiments say", "{hits} of {count} votes as the experiments say", { hits: hits.length, count: votes.length });
  const folded = hits.length ? element("details", {}, element("summary", {}, agree), listed(hits)) : element("p", {}, `${agree}.`);
  return [element("h2", {}, phrase("Votes on claims")), folded, ...(missed.length ? [listed(missed)] : [])];
};

export const review = (root) => {
  const all = answers(), votes = all.filter(({ group }) => group);
  const chapters = Map.groupBy(all.filter(({ group }) => !group), ({ page }) => page.replace(NAMES, ""));
  const hits = all.filter(({ hit }) => hit).length;
  const save = () => {
    const link = element("a", { download: "what-you-predicted.json", href: URL.createObjectURL(new Blob([JSON.stringify(all, null, 1)], { type: "application/json" })) });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const erase = () => { forget(); review(root); };
  const veils = button(keepsVeils() ? phrase("Do not veil answers any more") : phrase("Veil answers again"), () => { setVeils(!keepsVeils()); review(root); });
  const told = all.length ? phrase("{count} answers in this browser, {hits} of them right.", { count: all.length, hits })
    : phrase("Nothing yet: this browser has no answers of yours. Every chapter asks for some.");
  root.replaceChildren(
    element("p", {}, told),
    element("p", { class: "answers" }, ...(all.length ? [button(phrase("Save as a file"), save), button(phrase("Erase all"), erase)] : []), veils),
    ...section(phrase("Due today"), all.filter((record) => due(record))),
    ...[...chapters].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, list]) => section(list[0].chapter, list)),
    ...trials(votes),
  );
};
