// Python for a page: one worker, started when it is asked for, ended from outside.

import { language, phrase } from "./words.js";

const here = (path) => new URL(path, import.meta.url).href;
const RUNTIME = here("../../lab/static/pyodide/");

export class Stopped extends Error {}

const unstarted = (why) => new Error(phrase("Python could not be started here: {why}", { why }));

const hash = async (text) => {
  const digest = await crypto.subtle?.digest("SHA-256", new TextEncoder().encode(text));
  return digest && Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
};

const got = async (address, options, otherwise) => {
  const response = await fetch(address, options).catch(() => null);
  if (!response?.ok) throw new Error(otherwise);
  return response;
};

// `arrived(bytes)` hears how much has been loaded from the network so far.
export const kernel = (arrived) => {
  let worker = null, ready = null, refuse = () => {}, waiting = null, count = 0;

  const boot = async () => {
    const lost = phrase("The site is not there any more. Reload the page.");
    const lock = await (await got(`${RUNTIME}pyodide-lock.json`, { cache: "no-cache" },
      phrase("This copy of the site was built without Python for the browser; make lite adds it."))).text();
    const [text, files] = await Promise.all([got(here("worker.js"), {}, lost).then((it) => it.text()), got(here("python.json"), {}, lost).then((it) => it.json())]);
    const key = await hash(lock), address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    await new Promise((resolve, reject) => {
      refuse = reject;
      worker = new Worker(address);
      worker.onerror = (event) => { event.preventDefault(); end(unstarted(event.message)); };
      worker.onmessage = ({ data }) => {
        if (data.bytes) arrived(data.bytes);
        if (data.ready) resolve();
        else if (data.id === undefined && data.failed) end(unstarted(data.failed));
        else if (waiting && data.id === waiting.id) answer(data);
      };
      worker.postMessage({ runtime: RUNTIME, lock, key, files, language: language(), refusal: phrase("the Python of this page reaches no network") });
    }).finally(() => URL.revokeObjectURL(address));
  };

  const answer = ({ live, running, outputs, failed }) => {
    if (live) waiting.heard(...JSON.parse(live));
    else if (running) waiting.began();
    else {
      const { resolve, reject } = waiting;
      waiting = null;
      if (failed) reject(new Error(failed));
      else resolve(JSON.parse(outputs));
    }
  };

  const end = (reason) => {
    worker?.terminate();
    worker = ready = null;
    const { reject } = waiting ?? { reject: refuse };
    waiting = null;
    reject(reason);
  };

  return {
    // Resolves once Python is there; starts it where it is not.
    start() {
      ready ??= boot().catch((error) => { ready = null; throw error; });
      return ready;
    },
    // Runs `{source, name, alt}`: a promise of its outputs. `began()` hears that all it needs is loaded, `heard(number,
    // output)` what it shows meanwhile.
    async run(cell, began, heard) {
      await this.start();
      return new Promise((resolve, reject) => {
        waiting = { id: count++, resolve, reject, began, heard };
        worker.postMessage({ id: waiting.id, ...cell });
      });
    },
    stop() { end(new Stopped()); },
  };
};
