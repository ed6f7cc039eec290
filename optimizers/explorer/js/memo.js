// What was made lately, kept by what it was made from, so that the figures of a page do not make each other's anew.

const KEPT = 8;

// `make` may depend on its arguments alone, which are plain data: a rule that a reader can edit is more than its name.
export const memo = (make) => {
  const kept = new Map(); // the one used longest ago comes first
  return (...question) => {
    const key = JSON.stringify(question), made = kept.has(key) ? kept.get(key) : make(...question);
    kept.delete(key);
    kept.set(key, made);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return made;
  };
};
