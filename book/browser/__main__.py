"""``python -m book.browser``: JupyterLab with the book's notebooks, beside its pages.

``python -m book.browser fetch`` brings what it needs of others, each file by its hash.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from book.browser import files, lab, licences, locked, runtime, wheels
from book.careful import careful
from book.publish import LAB, PAGES, SITE, emptied, publish, replace

FETCHED = Path(sys.prefix) / "pyodide"


def fetch():
    try:
        files.fetch(FETCHED)
        wheels.download(FETCHED)
    except files.MissingFileError as missing:
        sys.exit(str(missing))
    except subprocess.CalledProcessError:
        sys.exit(
            "The wheels for the browser cannot be had, or are not what book/browser/wheels.txt says: "
            "is the network there?"
        )


def main():
    started = time.monotonic()
    if not PAGES.is_dir():
        sys.exit("There are no pages yet to put the Lab beside: run python -m book.build first.")
    new = emptied(LAB.with_name(f"{LAB.name}.new"))
    lab.build(FETCHED, new)
    found = runtime.assemble(FETCHED, new / "static" / "pyodide")
    licences.write(new, found["packages"])
    locked.lock(new)
    replace(LAB, new)
    publish()
    place = SITE / LAB.name
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 1e6
    print(f"The Lab is built in {time.monotonic() - started:.0f} s: {os.path.relpath(place)}, {size:.0f} MB.")


if __name__ == "__main__":
    if sys.argv[1:] == ["fetch"]:
        fetch()
    else:
        with careful():
            main()
