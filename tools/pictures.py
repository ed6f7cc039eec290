"""Draw the README's pictures: the race of chapter 0, for a light and a dark page."""

import re

import nbformat
from jupyter_cache.executors.utils import single_nb_execution

from book.fingerprint import ROOT
from optimizers.look import PALETTE

CHAPTER, CELL = ROOT / "chapters" / "00_story.ipynb", "cover"

notebook = nbformat.read(CHAPTER, as_version=4)
result = single_nb_execution(notebook, cwd=str(CHAPTER.parent), timeout=120, allow_errors=False)
if result.err:
    raise SystemExit(result.exc_string)
(cell,) = (cell for cell in notebook.cells if cell.id == CELL)
(svg,) = (output.data["image/svg+xml"] for output in cell.outputs if "image/svg+xml" in output.get("data", {}))
svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
svg = svg.replace("'DejaVu Sans'", "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif")
for which, name in enumerate(("light", "dark")):
    colours = {light: pair[which] for pair in PALETTE.values() for light in pair[:1]}
    picture = re.sub(r"#[0-9a-f]{6}\b", lambda match, colours=colours: colours.get(match[0], match[0]), svg)
    path = ROOT / "book" / "pictures" / f"race-{name}.svg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(picture, encoding="utf-8")
    print(path.relative_to(ROOT))
