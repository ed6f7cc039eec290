"""Sphinx extension: the address of every file that a page loads carries a fingerprint of the file.

A browser that has kept an earlier copy asks for the new one then. Scripts that load others by their place lie with them
in a folder whose name carries the fingerprint.
"""

import re
import shutil
from functools import cache
from pathlib import Path

from book.extensions.pages import pages
from book.fingerprint import of_files

_LOADED = re.compile(
    r'(\b(?:href|src|data-script|data-notebook|data-previews)=")'
    r"((?:\.\./)*(?:(?:_static|_sources|_downloads|_images)/[^\"?#]+|searchindex\.js))(?:\?[^\"]*)?\""
)


def versioned(path, address):
    """The address of a file with its fingerprint; as it is where the file is not there."""
    return f"{address}?v={_print(path)}" if path.is_file() else address


def versioned_text(address, text):
    """The address of a file that has this text, with its fingerprint."""
    return f"{address}?v={of_files(text.encode())[:8]}"


def stamped(page, place):
    """A page's HTML with fingerprints in the addresses of what it loads from the folder ``place``; once more changes
    nothing."""
    return _LOADED.sub(lambda match: f'{match[1]}{versioned(Path(place, match[2]), match[2])}"', page)


def write(static, name, files):
    """Write files, text or bytes by name, into ``static``/name.fingerprint, in place of earlier ones."""
    folder = folder_of(name, files)
    for earlier in Path(static).glob(f"{name}.*"):
        if earlier.is_dir() and earlier.name != folder:
            shutil.rmtree(earlier)
    for file, content in files.items():
        path = Path(static, folder, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_bytes(content))


def folder_of(name, files):
    """The name of the folder that has these files."""
    return f"{name}.{of_files(*(part for file in sorted(files) for part in (file, _bytes(files[file]))))[:8]}"


def _bytes(content):
    return content.encode() if isinstance(content, str) else content


def _stamp(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    _print.cache_clear()  # another build may have been in this process
    for path in pages(app):
        page = path.read_text(encoding="utf-8")
        if (better := stamped(page, path.parent)) != page:
            path.write_text(better, encoding="utf-8")


@cache
def _print(path):
    return of_files(path)[:8]


def setup(app):
    app.connect("build-finished", _stamp, priority=940)  # when every file is there
    return {"parallel_read_safe": True, "parallel_write_safe": True}
