"""Fingerprints of what a page depends on besides its own source."""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def of_execution():
    """Of everything a notebook's kept outputs depend on: the package, the pins, Python, what is kept of widgets."""
    package = [path for path in (ROOT / "optimizers").rglob("*") if path.suffix in {".py", ".js"}]
    return _of([*package, ROOT / "requirements.txt", ROOT / "book" / "widget_state.py"])


def of_site():
    """Of everything every page's HTML depends on: the extensions, the assets and the explorers' style."""
    looks = [*(ROOT / "book").rglob("*"), *(ROOT / "optimizers").rglob("*.css")]
    return _of(path for path in looks if path.suffix in {".py", ".css", ".js", ".svg"})


def _of(paths):
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
