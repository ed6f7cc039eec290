"""Runs notebooks' cells and keeps every number that they compute, print, plot or hand to an explorer.

It runs in the Python of the machine and in that of a browser, so it imports nothing but NumPy, Python's own and the
executor of both: ``python probe.py FOLDER NOTEBOOK …``.
"""

import asyncio
import dataclasses
import hashlib
import json
import numbers
import re
import sys
import time
from pathlib import Path

import numpy as np

STATE = "application/vnd.jupyter.widget-state+json"
DEPTH = 6  # of lists in lists
KEPT = 2_000  # numbers of an array that are kept beside its hash


def cells_of(notebook):
    """The code of a notebook that needs no PyTorch: pairs of a cell's id and its text."""
    cells = [it for it in json.loads(notebook)["cells"] if it["cell_type"] == "code"]
    return [(it["id"], "".join(it["source"])) for it in cells if "torch" not in it["metadata"].get("tags", ())]


def drawn(axes):
    """The data of all that a plot shows: lines, points, areas, bars and pictures."""
    yield from (line.get_xydata() for line in axes.lines)
    for each in axes.collections:
        yield from (path.vertices for path in each.get_paths())
        yield from (each.get_offsets(), each.get_array())
    yield from (patch.get_path().vertices for patch in axes.patches)
    yield from (image.get_array() for image in axes.images)


def numbers_in(value, depth=DEPTH):
    """All numbers in a value, in order: arrays, lists, tuples, dicts and data classes of them."""
    if isinstance(value, bool | np.bool_ | str | bytes) or value is None or depth == 0:
        return []
    if isinstance(value, numbers.Number):
        return [float(value)] if isinstance(value, numbers.Real) else [value.real, value.imag]
    if isinstance(value, np.ndarray):
        plain = np.ma.filled(value.astype(float), np.nan) if value.dtype.kind in "biuf" else np.empty(0)
        return [plain.ravel()]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = [getattr(value, field.name) for field in dataclasses.fields(value)]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [number for each in value for number in numbers_in(each, depth - 1)]
    return []


def kept(found):
    """What is kept of many numbers: how many, a hash of all bits, and so many of them, evenly spread."""
    whole = np.concatenate([np.atleast_1d(np.asarray(each, dtype=float)) for each in found])
    some = whole[:: -(-whole.size // KEPT) or 1]
    return {"size": whole.size, "bits": hashlib.sha256(whole.tobytes()).hexdigest(), "some": some.tolist()}


def printed(outputs):
    """The words that a cell printed or returned, without what names a place in memory or a widget.

    What a library complains of, such as fonts that it sees for the first time, is left out.
    """
    texts = [it["text"] for it in outputs if it.get("name") == "stdout"]
    shown = [it["data"] for it in outputs if "data" in it]
    # An explorer's HTML is its picture, which names its widget; its numbers are looked at by themselves.
    texts += [data["text/plain"] for data in shown if "text/plain" in data]
    texts += [data["text/html"] for data in shown if "text/html" in data and STATE not in data]
    return re.sub(r"0x[0-9a-f]+|\b[0-9a-f]{32}\b", "…", "\n".join(texts))


async def run(cells):
    """Run ``cells``: for each its id, seconds, error or None, what it printed, and its numbers by name."""
    from book.browser.session import Session

    plotted = []

    class Probe(Session):
        def show_figures(self):
            pyplot = sys.modules.get("matplotlib.pyplot")
            for number in pyplot.get_fignums() if pyplot else ():
                plotted.extend(it for axes in pyplot.figure(number).axes for it in drawn(axes))
            super().show_figures()

    session, before, told = Probe(), {}, []
    for name, source in cells:
        plotted.clear()
        begun = time.perf_counter()
        outputs = await session.run_async(source, name)
        seconds = time.perf_counter() - begun
        made = {"plotted": numbers_in(plotted)}
        made["explorer"] = numbers_in([it["data"][STATE] for it in outputs if STATE in it.get("data", {})], 40)
        for key, value in session.names.items():
            if not key.startswith("_") and before.get(key) is not value:
                made[key] = numbers_in(value)
        before = dict(session.names)
        told.append(
            {
                "cell": name,
                "seconds": seconds,
                "error": next((it["ename"] for it in outputs if it["output_type"] == "error"), None),
                "printed": printed(outputs),
                "numbers": {key: kept(it) for key, it in made.items() if it},
            }
        )
    return told


async def record(notebook):
    """`run` for the text of a notebook: its record as JSON."""
    return json.dumps(await run(cells_of(notebook)))


if __name__ == "__main__":
    for path in sys.argv[2:]:
        told = asyncio.run(record(Path(path).read_text(encoding="utf-8")))
        Path(sys.argv[1], f"{Path(path).stem}.json").write_text(told, encoding="utf-8")
