// The page "What you predicted": every answer by chapter, what to look at again, and what is due today.

import { button, element } from "../dom.js";
import { answers, due, forget } from "./store.js";

const day = (time) => new Date(time).toLocaleDateString(undefined, { dateStyle: "medium" });
const NAMES = /\.html$/;

const entry = ({ id, page, question, said, right, hit, next }) => {
  const place = id.includes("#") ? id : `${page}#${id}`;
  const when = next === null ? "" : due({ next }) ? "due now" : `comes back on ${day(next)}`;
  return element("li", { class: hit ? "hit" : "missed" },
    element("a", { href: `../chapters/${place}` }, question),
    element("p", {}, `You said: ${said || "nothing"}.`, right && !hit ? ` It was: ${right}.` : "", when ? ` It ${when === "due now" ? "is " : ""}${when}.` : ""));
};

const section = (title, list) => (list.length ? [element("h2", {}, title), element("ul", { class: "answers-kept" }, ...list.map(entry))] : []);

export const review = (root) => {
  const all = answers(), chapters = Map.groupBy(all, ({ page }) => page.replace(NAMES, ""));
  const hits = all.filter(({ hit }) => hit).length;
  const save = () => {
    const link = element("a", { download: "what-you-predicted.json", href: URL.createObjectURL(new Blob([JSON.stringify(all, null, 1)], { type: "application/json" })) });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const erase = () => { forget(); review(root); };
  root.replaceChildren(
    element("p", {}, all.length ? `${all.length} answers in this browser, ${hits} of them right.` : "Nothing yet: this browser has no answers of yours. Every chapter asks for some."),
    element("p", { class: "answers" }, ...(all.length ? [button("Save as a file", save), button("Erase all", erase)] : [])),
    ...section("Due today", all.filter((record) => due(record))),
    ...[...chapters].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, list]) => section(list[0].chapter, list)),
  );
};
