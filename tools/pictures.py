"""Draw the README's pictures: the race of chapter 0, for a light and a dark page."""

import nbformat
from jupyter_cache.executors.utils import single_nb_execution

from book import svg
from book.fingerprint import ROOT
from optimizers.look import PALETTE

CHAPTER, CELL = ROOT / "chapters" / "00_story.ipynb", "cover"
FONTS = "'DejaVu Sans'", "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"

notebook = nbformat.read(CHAPTER, as_version=4)
result = single_nb_execution(notebook, cwd=str(CHAPTER.parent), timeout=120, allow_errors=False)
if result.err:
    raise SystemExit(result.exc_string)
(cell,) = (cell for cell in notebook.cells if cell.id == CELL)
(figure,) = (output.data["image/svg+xml"] for output in cell.outputs if "image/svg+xml" in output.get("data", {}))
for which, name in enumerate(("light", "dark")):
    colours = {pair[0]: pair[which] for pair in PALETTE.values()}
    root = svg.read(figure)
    svg.change(root, lambda value, colours=colours: svg.recoloured(value, colours).replace(*FONTS))
    path = ROOT / "book" / "pictures" / f"race-{name}.svg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{svg.write(root)}\n", encoding="utf-8")
    print(path.relative_to(ROOT))
