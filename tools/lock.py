"""Pin the whole dependency set in requirements.txt, from what pyproject.toml asks for."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEADER = """\
# Everything that reading, running, building and checking this book needs, pinned for Python 3.11 to 3.13.
# Written by `make lock` from pyproject.toml. What PyTorch's CUDA build needs besides is left to that build.
"""

resolved = subprocess.run(
    [
        *"uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11".split(),
        *"--no-header --no-annotate --no-emit-index-url --no-emit-find-links".split(),
        *"--all-extras --group book --group check --group torch pyproject.toml".split(),
    ],
    cwd=ROOT,
    check=True,
    capture_output=True,
    text=True,
).stdout
pins = [line for line in resolved.splitlines() if re.match(r"(?!nvidia-|cuda-|triton)\w", line)]
(ROOT / "requirements.txt").write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
print(f"requirements.txt: {len(pins)} packages pinned")
