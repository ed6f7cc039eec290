// What a reader has answered, kept in this browser and nowhere else.

const KEY = "book-answers", VEILS = "book-veils", DAY = 24 * 60 * 60 * 1000;
const REST = [1, 3, 7]; // days until what was missed comes back; longer after each time that it is right

export const KEPT = "reader:kept"; // told to the page when an answer is kept

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // no storage, or not ours: nothing is remembered, and nothing breaks
  }
};

const write = (answers) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(answers));
  } catch {
    // A browser that keeps nothing still shows every result.
  }
};

export const answers = () => Object.entries(read()).map(([id, record]) => ({ id, ...record }));
export const answered = (id) => read()[id] ?? null;
export const due = ({ next }, now = Date.now()) => next !== null && next <= now;

// The page that asks, as seen from the folder of chapters.
export const page = () => location.pathname.match(/(deeper\/)?[^/]*$/)[0];

// `record` is {page, chapter, question, said, right, hit}, and for a claim its group. What was missed comes back after a day, three days, a week.
export const keep = (id, record, now = Date.now()) => {
  const all = read(), before = all[id];
  const missed = before ? before.rest !== null : false;
  let rest = record.hit ? null : 0;
  if (record.hit && missed) rest = before.rest + 1 < REST.length ? before.rest + 1 : null;
  all[id] = { ...record, at: now, rest, next: rest === null ? null : now + REST[rest] * DAY };
  write(all);
  document.dispatchEvent(new Event(KEPT));
};

export const forget = (id) => {
  const all = read();
  if (!id) return write({});
  delete all[id];
  write(all);
};

// Whether prompts veil what follows them: a reader may have turned that off.
export const keepsVeils = () => {
  try {
    return localStorage.getItem(VEILS) !== "off";
  } catch {
    return true;
  }
};

export const setVeils = (on) => {
  try {
    localStorage.setItem(VEILS, on ? "on" : "off");
  } catch {
    // As it is, then.
  }
};
