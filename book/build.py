"""Build the book: execute the notebooks that need it, several at a time, then make the site.

A notebook's outputs are reused until its code, the package, the pinned versions or Python changes. What has been
executed is kept at once, so that an interrupted build goes on where it stopped.

jupyter-cache's own parallel executor is not used: it keeps outputs before their widgets can be slimmed, names no cell
that failed, and tells its progress in the words of ``multiprocessing``'s log.
"""

import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.cache.main import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution

from book.careful import careful, left, stop_where_full
from book.fingerprint import ROOT, of_execution
from book.publish import BUILD, PAGES, SITE, emptied, publish
from book.widget_state import slim

CACHE = BUILD / ".jupyter_cache"
SECONDS_PER_CELL = 120


def speak():
    """Have all that is built here speak the book's language."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    language = config.get("sphinx", {}).get("config", {}).get("language")
    if language:
        os.environ["BOOK_LANGUAGE"] = language


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
    # Ctrl-C reaches every process here, and this one alone answers it.
    deaf = {"initializer": signal.signal, "initargs": (signal.SIGINT, signal.SIG_IGN)}
    with ProcessPoolExecutor(workers, **deaf) as pool, ended():
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


@contextmanager
def ended():
    """Where it is interrupted, end the processes that run notebooks: their kernels notice it, and end, too."""
    try:
        yield
    except KeyboardInterrupt:
        for worker in multiprocessing.active_children():
            worker.kill()
        raise


def _readable(traceback):
    """A notebook's traceback without its colours and without the frames of whoever ran it."""
    return re.sub(r"\x1b\[[\d;]*m", "", traceback.split("CellExecutionError: ")[-1])


def make_pages(lock):
    """Have Jupyter Book make the pages. After a build that failed, all: Sphinx warns of those alone that it reads."""
    folder = PAGES.parents[1]
    whole = folder / "whole"
    if not whole.exists():
        emptied(folder)
    whole.unlink(missing_ok=True)
    if jupyter_book(lock, folder, "-W", "-n", "--keep-going"):
        stop_where_full()
        sys.exit(f"The site was not built: see the warnings above, each with its file and line.{left()}")
    whole.touch()


def jupyter_book(lock, folder, *options):
    """Have Jupyter Book build into ``folder``. Returns its status, zero if all is well."""
    # Not by its script, whose first line knows where the environment was made.
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(ROOT), "-q"]
    command += ["--path-output", str(folder), *options]
    # Who is killed leaves a process that still writes: the next build waits for that one, too.
    return subprocess.run(command, pass_fds=[lock] if os.name == "posix" else []).returncode


def main(lock):
    started = time.monotonic()
    speak()
    failures = execute_all(open_cache())
    if failures:
        sys.exit("\n\n".join([*failures, f"The site was not built.{left()}"]))
    make_pages(lock)
    publish()
    index = SITE / "index.html"
    print(f"Built in {time.monotonic() - started:.0f} s. Open {os.path.relpath(index)} in a browser.")


if __name__ == "__main__":
    with careful() as lock:
        main(lock)
