// The worker in which a reader's cells run: Pyodide, the real CPython and NumPy. It is made from text, so that it stands
// under its page's policy, which lets nothing out to another host. `drawing` comes before this text.

const FIRST = ["numpy", "optimizers"]; // what every cell may need; the rest comes with the cells that import it
const EVERY = 100; // milliseconds between two reports of what has arrived
// What reaches out of a worker, or into what the browser keeps for the site.
const OUTWARD = ["XMLHttpRequest", "WebSocket", "WebSocketStream", "WebTransport", "EventSource", "RTCPeerConnection", "importScripts", "Worker",
  "SharedWorker", "BroadcastChannel", "indexedDB", "caches"];
const QUIET = { messageCallback() {}, errorCallback() {} };
// Of Python's own modules, those that NumPy or a cell's first run import.
const SOON = "import ast, asyncio, base64, inspect, logging, pickle, platform, pprint, secrets, tempfile, tokenize, xml.etree.ElementTree, zipfile";
const LOCK = "pyodide-lock.json", WASM = ".wasm";

const shut = () => {
  for (const name of OUTWARD) {
    for (let scope = self; scope; scope = Object.getPrototypeOf(scope)) delete scope[name];
    Object.defineProperty(self, name, { value: undefined });
  }
};

// The cache of this runtime, by the fingerprint of its lock file; those of earlier ones are deleted. Null where the
// browser keeps none.
const opened = async (runtime, key) => {
  if (!key || !self.caches) return null;
  try {
    const mine = `python ${runtime} `;
    for (const name of await caches.keys()) if (name.startsWith(mine) && name !== mine + key) await caches.delete(name);
    return await caches.open(mine + key);
  } catch {
    return null;
  }
};

// A response whose bytes are counted as they arrive.
const counted = (response, url, arrived) => {
  const count = new TransformStream({ transform(part, out) { arrived(part.byteLength); out.enqueue(part); } });
  const type = url.endsWith(WASM) ? "application/wasm" : "application/octet-stream";
  return new Response(response.body.pipeThrough(count), { headers: { "Content-Type": type } });
};

// In place of the browser's fetch: files of the runtime alone, each asked of the network once.
const fetching = (runtime, lock, store, refusal, arrived) => {
  const ask = fetch.bind(self), { packages } = lock, early = new Map();
  const get = async (url) => {
    const kept = await store?.match(url);
    if (kept) return kept;
    const response = await ask(url);
    if (!response.ok) return response;
    const answer = counted(response, url, arrived);
    store?.put(url, answer.clone()).catch(() => {}); // a full disk keeps nothing
    return answer;
  };
  for (const name of FIRST) { // while Python starts
    const url = runtime + packages[name].file_name;
    early.set(url, get(url));
  }
  return async (address) => {
    const url = new URL(address.url ?? address, runtime).href, begun = early.get(url);
    if (!url.startsWith(runtime)) throw new TypeError(refusal);
    if (url === runtime + LOCK) return new Response(JSON.stringify(lock));
    early.delete(url);
    return begun ?? get(url);
  };
};

// Python as it stands when it has started: a picture of its memory, which a browser that keeps one need not make again.
const started = async (runtime, store) => {
  const options = { indexURL: runtime, lockFileURL: runtime + LOCK }, name = `${runtime}memory`;
  const memory = await store?.match(name);
  if (memory) {
    try {
      return await loadPyodide({ ...options, _loadSnapshot: new Uint8Array(await memory.arrayBuffer()) });
    } catch {
      await store.delete(name);
    }
  }
  const python = await loadPyodide({ ...options, _makeSnapshot: Boolean(store) });
  if (store) {
    python.runPython(SOON);
    store.put(name, new Response(python.makeMemorySnapshot())).catch(() => {});
  }
  return python;
};

const begin = async ({ runtime, lock, key, files, language, refusal }) => {
  let bytes = 0, told = 0;
  const arrived = (more) => {
    bytes += more;
    if (performance.now() - told < EVERY) return;
    told = performance.now();
    postMessage({ bytes });
  };
  const store = await opened(runtime, key);
  self.fetch = fetching(runtime, JSON.parse(lock), store, refusal, arrived);
  importScripts(`${runtime}pyodide.js`);
  const python = await started(runtime, store);
  await python.loadPackage(FIRST, QUIET);
  delete self.loadPyodide;
  shut();
  for (const [path, text] of Object.entries(files)) {
    const place = `/lib/python3.12/site-packages/${path}`;
    python.FS.mkdirTree(place.replace(/\/[^/]*$/, ""));
    python.FS.writeFile(place, text);
  }
  python.runPython(`import os, random; os.environ["BOOK_LANGUAGE"] = ${JSON.stringify(language)}; random.seed()`); // two starts from one picture differ
  let id = null;
  const tell = (text) => postMessage({ id, live: text });
  const draw = (text) => JSON.stringify(drawing.picture(JSON.parse(text)));
  const cells = python.pyimport("book.browser.worker").Worker(tell, draw);
  onmessage = async ({ data }) => {
    id = data.id;
    try {
      const imports = cells.imports(data.source);
      await python.loadPackagesFromImports(imports, QUIET);
      postMessage({ id, running: true });
      postMessage({ id, outputs: await cells.run(data.source, data.name, data.alt) });
    } catch (error) {
      postMessage({ id, failed: String(error.message ?? error) });
    }
  };
  postMessage({ ready: true, bytes });
};

onmessage = ({ data }) => begin(data).catch((error) => postMessage({ failed: String(error.message ?? error) }));
