"""Print a notebook's cells as text, for `git diff`: see CONTRIBUTING.md."""

import json
import sys
from pathlib import Path

for cell in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cells"]:
    print(f"── {cell['cell_type']} {cell.get('id', '')}")
    settings = {name: value for name, value in cell["metadata"].items() if value}
    if settings:
        print(json.dumps(settings, ensure_ascii=False))
    print("".join(cell["source"]), end="\n\n")
