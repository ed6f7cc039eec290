"""Fingerprints of what a page depends on besides its own source."""

import hashlib
import sys
from pathlib import Path

from optimizers import words

ROOT = Path(__file__).resolve().parent.parent


def of_execution():
    """Of everything a notebook's kept outputs depend on: package, pins, Python, language, what is kept of widgets."""
    package = [path for path in (ROOT / "optimizers").rglob("*") if path.suffix in {".py", ".js", ".json"}]
    return _of([*package, ROOT / "requirements.txt", ROOT / "book" / "widget_state.py"])


def of_site():
    """Of everything every page's HTML depends on: the extensions, the assets, the explorers' style and the words."""
    looks = [*(ROOT / "book").rglob("*"), *(ROOT / "optimizers").rglob("*.css"), *words.HERE.iterdir()]
    return _of(path for path in looks if path.suffix in {".py", ".css", ".js", ".json", ".svg"})


def of_files(*parts):
    """Of some files, texts and bytes."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode() if isinstance(part, str) else part
        digest.update(content + b"\0")
    return digest.hexdigest()


def _of(paths):
    digest = hashlib.sha256(f"{sys.version} {words.language()}".encode())
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
