"""The site, ``_build/html``: put together of the pages and the Lab, and replaced only by a whole one.

Both are built beside it, so that the last good site stays in its place where a build fails or is interrupted.
"""

import shutil
from pathlib import Path

from book.fingerprint import ROOT

BUILD = ROOT / "_build"
SITE = BUILD / "html"
PAGES = BUILD / "pages" / "_build" / "html"  # where Jupyter Book puts them
LAB = BUILD / "lab"


def publish(pages=PAGES, lab=LAB, site=SITE):
    """Put the pages, and the Lab where there is one, in the place of the last site."""
    new = emptied(site.with_name(f"{site.name}.new"))
    shutil.copytree(pages, new)
    if lab.is_dir():
        shutil.rmtree(new / lab.name, ignore_errors=True)  # a page that says there is none
        shutil.copytree(lab, new / lab.name)
    # Else GitHub would leave out what begins with an underscore, where it publishes a branch.
    (new / ".nojekyll").touch()
    replace(site, new)


def replace(folder, new):
    """Put ``new`` in the place of ``folder`` in one move: whatever happens, one of them stands there, and whole."""
    old = _old(folder)
    recover(folder)
    shutil.rmtree(old, ignore_errors=True)
    try:
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        recover(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def recover(folder):
    """Where a replacement was ended between its two moves, put the old folder back."""
    if _old(folder).exists() and not folder.exists():
        _old(folder).rename(folder)


def emptied(folder):
    """The path of a folder that is not there any more."""
    if folder.exists():
        shutil.rmtree(folder)
    return folder


def _old(folder):
    return Path(f"{folder}.old")
