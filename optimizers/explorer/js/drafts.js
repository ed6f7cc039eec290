// A reader's own text of a rule, kept while the tab lives, so that a reload does not lose it.

const keyOf = (figure, rule) => `rule:${location.pathname}#${figure}:${rule}`;

// Undefined where there is none.
export const draft = (figure, rule) => {
  try {
    return sessionStorage.getItem(keyOf(figure, rule)) ?? undefined;
  } catch {
    return undefined; // no storage: nothing is remembered, and nothing breaks
  }
};

// Forgets the draft where `text` is undefined.
export const keepDraft = (figure, rule, text) => {
  try {
    if (text === undefined) sessionStorage.removeItem(keyOf(figure, rule));
    else sessionStorage.setItem(keyOf(figure, rule), text);
  } catch {
    // A browser that keeps nothing still runs the rule.
  }
};
