// Records notebooks as probe.py does, by the Python of the browser: in Node, which runs the same WebAssembly.
// node in_browser.mjs RUNTIME ROOT FOLDER NOTEBOOK …

import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";

const HOME = "/home/pyodide";
const FILES = ["book/__init__.py", "book/widget_state.py", "book/browser/__init__.py", "book/browser/session.py", "book/browser/backend.py",
  "book/browser/imports.py", "tests/helpers/probe.py"];
const [runtime, root, folder, ...notebooks] = process.argv.slice(2);
const { loadPyodide } = await import(`${runtime}/pyodide.mjs`);
const quiet = { messageCallback() {} };

const python = await loadPyodide({ indexURL: runtime });
for (const name of FILES) {
  const place = `${HOME}/${name.replace("tests/helpers/", "")}`;
  python.FS.mkdirTree(dirname(place));
  python.FS.writeFile(place, readFileSync(`${root}/${name}`));
}
await python.loadPackage(["numpy", "optimizers"], quiet);
for (const path of notebooks) {
  const text = readFileSync(path, "utf8");
  for (const cell of JSON.parse(text).cells) {
    if (cell.cell_type !== "code") continue;
    python.globals.set("source", [cell.source].flat().join(""));
    await python.loadPackagesFromImports(python.runPython("from book.browser.imports import statements; statements(source)"), quiet);
  }
  python.globals.set("notebook", text);
  writeFileSync(`${folder}/${basename(path, ".ipynb")}.json`, await python.runPythonAsync("import probe; await probe.record(notebook)"));
}
