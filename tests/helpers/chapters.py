"""The book's notebooks, as the tests read them."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))


def cells(path, kind=None):
    """The cells of a notebook, of one kind or all."""
    return [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if kind in (None, c["cell_type"])]


def source(cell):
    return "".join(cell["source"])


def tags(cell):
    return cell["metadata"].get("tags", ())


def pages(path):
    """A chapter's notebook, and those that go deeper into it."""
    return [path, *sorted(path.parent.glob(f"deeper/{path.stem[:2]}_*.ipynb"))]


LIVE = [page for path in NOTEBOOKS for page in pages(path) if "explore_" in "".join(map(source, cells(page, "code")))]
