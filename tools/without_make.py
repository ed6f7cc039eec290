"""README's lines for whoever has no make, read off README and run as they stand, in what a downloaded ZIP holds.

On Linux and macOS the environment's programs lie elsewhere, and README says what to add to the line with torch.
"""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
ACTIVATE = {r".venv\Scripts\activate": ". .venv/bin/activate"}


def lines(readme):
    """The lines as README has them for Windows."""
    block = re.search(r"\*\*Without make\*\*.*?\n\n((?: {4}.*\n)+)", readme)
    return [line.strip() for line in block[1].splitlines()]


def adapted(readme):
    """The same for Linux and macOS."""
    added = re.search(r"put `([^`]+)` behind `pip install`\s+in the line with torch", readme)[1]
    here = (ACTIVATE.get(line, line) for line in lines(readme))
    return [line.replace("pip install torch", f"pip install {added} torch") for line in here]


def main():
    script = adapted((ROOT / "README.md").read_text(encoding="utf-8"))
    own = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    with tempfile.TemporaryDirectory(prefix="ohne make é ") as folder:
        packed = Path(folder, "book.tar")
        subprocess.run(["git", "archive", "--output", packed, "HEAD"], cwd=ROOT, check=True)
        with tarfile.open(packed) as tar:
            tar.extractall(folder, filter="data")
        status = subprocess.run(["sh", "-exc", "\n".join(script)], cwd=folder, env=own).returncode
        built = Path(folder, "_build", "html", "index.html").is_file()
    if status or not built:
        sys.exit("README's lines do not build the book: see the last line above that begins with +.")
    print("README's lines build the book.")


if __name__ == "__main__":
    main()
