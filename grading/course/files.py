"""Reads and writes a course's files: whole, or not at all."""

import contextlib
import hashlib
import json
import os
from pathlib import Path

import nbformat

from grading.course.problem import Problem


def write(path, content, mode=0o644):
    """Write a whole file or nothing: readers see the old content until the new one is complete."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name[:100]}.new")
    new.unlink(missing_ok=True)
    data = content if isinstance(content, bytes) else content.encode()
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
        os.replace(new, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from None  # a write names no file by itself


def write_if_new(path, content):
    """Write unless the file already holds just this; returns whether it was written."""
    data = content if isinstance(content, bytes) else content.encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    write(path, data)
    return True


def write_json(path, value):
    """Write plain data, in one form only: equal values make equal bytes."""
    write(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read_json(path, missing=None):
    """What ``write_json`` wrote; ``missing`` where there is no file, or one that a crash left unreadable."""
    try:
        return json.loads(Path(path).read_bytes())
    except (OSError, ValueError):
        return missing


def read_notebook(path):
    """A notebook of the course's own. Raises Problem where it cannot be read."""
    try:
        return nbformat.reads(Path(path).read_text(encoding="utf-8"), as_version=4)
    except FileNotFoundError:
        raise Problem(f"{path} is missing.") from None
    except (OSError, ValueError, nbformat.ValidationError, AttributeError) as error:
        raise Problem(f"{path} cannot be read as a notebook: {error}") from None


def fingerprint(content):
    """The SHA-256 digest of a text or of bytes, in hexadecimal digits."""
    data = content if isinstance(content, bytes) else content.encode()
    return hashlib.sha256(data).hexdigest()
