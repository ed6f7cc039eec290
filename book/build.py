"""Build the book: execute the notebooks that need it, several at a time, then make the site.

A notebook's outputs are reused until its code, the package, the pinned versions or Python changes. What has been
executed is kept at once, so that an interrupted build goes on where it stopped.

jupyter-cache's own parallel executor is not used: it keeps outputs before their widgets can be slimmed, names no cell
that failed, and tells its progress in the words of ``multiprocessing``'s log.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.cache.main import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution

from book.fingerprint import ROOT, of_execution
from book.widget_state import slim

CACHE = ROOT / "_build" / ".jupyter_cache"
SECONDS_PER_CELL = 120


def notebooks():
    """The notebooks to execute, in reading order: the table of contents without the exercises."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]
    executed = (page for page in pages if not page.startswith("exercises/"))
    return [path for page in executed if (path := ROOT / f"{page}.ipynb").is_file()]


def open_cache():
    """The cache of executed notebooks, emptied when what they import has changed."""
    mark, now = CACHE / "made-with", of_execution()
    if CACHE.is_dir() and (not mark.is_file() or mark.read_text() != now):
        shutil.rmtree(CACHE)
    CACHE.mkdir(parents=True, exist_ok=True)
    cache = get_cache(CACHE)
    mark.write_text(now)
    return cache


def execute(path):
    """Run one notebook in a process of its own: ``(notebook, result, the cell that failed or None)``."""
    # Several notebooks share the cores: one thread each, and the same last bits however many cores there are.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
    notebook = nbformat.read(path, as_version=4)
    result = single_nb_execution(
        notebook,
        cwd=str(path.parent),
        timeout=SECONDS_PER_CELL,
        allow_errors=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    if "widgets" in notebook.metadata:
        notebook.metadata.widgets = slim(notebook.metadata.widgets)
    failed = [
        f"cell {number} ({cell.id})"
        for number, cell in enumerate(notebook.cells, 1)
        if any(output.output_type == "error" for output in cell.get("outputs", ()))
    ]
    return notebook, result, failed[0] if failed else "a cell that did not end" if result.err else None


def execute_all(cache):
    """Fill the cache; returns the messages of what failed."""
    waiting = []
    for path in notebooks():
        try:
            cache.match_cache_notebook(nbformat.read(path, as_version=4))
        except KeyError:
            waiting.append(path)
    failures, seconds, workers = [], [], min(os.cpu_count() or 1, len(waiting) or 1)
    if waiting:
        print(f"Executing {len(waiting)} notebooks, {workers} at a time.", flush=True)
    with ProcessPoolExecutor(workers) as pool:
        jobs = {pool.submit(execute, path): path for path in waiting}
        for done, job in enumerate(as_completed(jobs), 1):
            path, (notebook, result, failed) = jobs[job], job.result()
            name = path.relative_to(ROOT)
            if failed:
                failures.append(f"{name}, {failed}:\n{_readable(result.exc_string)}")
                print(f"[{done}/{len(jobs)}] {name} failed in {failed}", flush=True)
                continue
            bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": result.time})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
            print(f"[{done}/{len(jobs)}] {name} executed in {result.time:.1f} s", flush=True)
            seconds.append(result.time)
    if seconds:
        print(f"Notebook time {sum(seconds):.0f} s in all, the longest {max(seconds):.0f} s.", flush=True)
    return failures


def _readable(traceback):
    """A notebook's traceback without its colours and without the frames of whoever ran it."""
    return re.sub(r"\x1b\[[\d;]*m", "", traceback.split("CellExecutionError: ")[-1])


def main():
    started = time.monotonic()
    failures = execute_all(open_cache())
    if failures:
        sys.exit("\n\n".join(failures))
    command = [Path(sys.executable).with_name("jupyter-book"), "build", str(ROOT), "-W", "-n", "--keep-going", "-q"]
    if subprocess.run(command).returncode:
        sys.exit("The site was not built: see the warnings above, each with its file and line.")
    index = ROOT / "_build" / "html" / "index.html"
    print(f"Built in {time.monotonic() - started:.0f} s. Open {os.path.relpath(index)} in a browser.")


if __name__ == "__main__":
    main()
