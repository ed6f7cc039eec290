// A reader's own text of a cell, kept in this browser until the book's is taken back.

const keyOf = (name) => `cell:${location.pathname}#${name}`;

// Undefined where there is none.
export const kept = (name) => {
  try {
    return localStorage.getItem(keyOf(name)) ?? undefined;
  } catch {
    return undefined; // no storage: nothing is remembered, and nothing breaks
  }
};

// Forgets it where `text` is undefined.
export const keep = (name, text) => {
  try {
    if (text === undefined) localStorage.removeItem(keyOf(name));
    else localStorage.setItem(keyOf(name), text);
  } catch {
    // A browser that keeps nothing still runs the cell.
  }
};
