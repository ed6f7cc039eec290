// Claims on trial: how a reader's votes compare with the verdicts, and the table of verdicts by source and verdict.

import { element } from "../dom.js";
import { answers, KEPT } from "./store.js";
import { phrase, phrases } from "../words.js";

const CLAIM = /^predict-claim-/;

// In `root`: of each group of claims, how many votes there are, and how many of them the experiments bear out.
export const score = (root) => {
  const groups = JSON.parse(root.dataset.groups), whole = Object.values(groups).reduce((a, b) => a + b, 0);
  const show = () => {
    const votes = answers().filter(({ id }) => CLAIM.test(id)), hits = (list) => list.filter(({ hit }) => hit).length;
    const rows = Object.entries(groups).flatMap(([group, count]) => {
      const mine = votes.filter((vote) => vote.group === group);
      return mine.length ? [element("li", {}, phrases("{group}: {hits} of {count} vote, {claims} claims in all", "{group}: {hits} of {count} votes, {claims} claims in all", { group, hits: hits(mine), count: mine.length, claims: count }))] : [];
    });
    const told = votes.length ? phrase("You have voted on {count} of {whole} claims. The experiments agree with {hits} of your votes:", { count: votes.length, whole, hits: hits(votes) }) : phrase("You have not voted yet: {count} claims wait.", { count: whole });
    root.replaceChildren(element("p", { role: "status" }, told), element("ul", {}, ...rows));
  };
  document.addEventListener(KEPT, show);
  show();
};

const LABELS = { sources: () => phrase("Said by"), verdict: () => phrase("Verdict") };

// Lists above a `table` of verdicts; its rows say in data attributes what they are.
export const filters = (table) => {
  const rows = [...table.tBodies[0].rows], count = element("span", { role: "status" });
  const chosen = Object.entries(LABELS).map(([key, label]) => {
    const words = [...new Set(rows.flatMap((row) => (key === "sources" ? row.dataset.sources.split(" ") : [row.dataset[key]])))].sort();
    const names = Object.fromEntries(rows.map((row) => [row.dataset.sources, row.querySelector(".said-by").textContent]));
    const list = element("select", { id: `claims-${key}` }, new Option(phrase("all"), ""), ...words.map((word) => new Option(names[word] ?? word, word)));
    return { key, list, labelled: element("span", { class: "field" }, element("label", { for: list.id }, label()), list) };
  });
  const show = () => {
    for (const row of rows) row.hidden = !chosen.every(({ key, list }) => !list.value || row.dataset[key].split(key === "sources" ? " " : "\n").includes(list.value));
    count.textContent = phrase("{shown} of {count} claims", { shown: rows.filter((row) => !row.hidden).length, count: rows.length });
  };
  for (const { list } of chosen) list.addEventListener("change", show);
  table.before(element("p", { class: "answers on-screen" }, ...chosen.map(({ labelled }) => labelled), count));
  show();
};
