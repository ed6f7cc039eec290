"""Sphinx extension: every page says in its footer which version of the book it is, and of which day.

Both are the commit's, so that the same commit makes the same site; a copy without git's history has the package's.
They are filled in when all pages are written: a commit that changes no page has none written again.
"""

import re
import tomllib
from html import escape
from pathlib import Path
from typing import NamedTuple

import yaml

from book.extensions.pages import pages
from book.git import git

_STAMP = re.compile(r'(<(\w+) data-stamp="(\w+)">)[^<]*(</\2>)')


class Version(NamedTuple):
    version: str
    date: str  # YYYY-MM-DD
    year: str


def version(folder):
    """The version of the book in a folder: a tag and what came since, or the package's number and the commit."""
    package = tomllib.loads((Path(folder) / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    released = yaml.safe_load((Path(folder) / "CITATION.cff").read_text(encoding="utf-8"))["date-released"]
    number, date = package, str(released)
    if day := git(folder, "log", "-1", "--format=%cs"):
        tagged = git(folder, "describe", "--tags", "--dirty")
        number = tagged or f"{package}+{git(folder, 'describe', '--always', '--exclude=*', '--dirty')}"
        date = day
    return Version(number, date, date[:4])


def stamp(name):
    """The place of a field of `Version` in a page, empty as yet."""
    return f'<span data-stamp="{name}"></span>'


def stamped(page, version):
    """A page's HTML with the version in its places; once more changes nothing."""
    return _STAMP.sub(lambda match: f"{match[1]}{escape(getattr(version, match[3]))}{match[4]}", page)


def _add_footer(app, config):
    words = f"Version {stamp('version')} of {stamp('date')}"
    config.html_theme_options["extra_footer"] = f'<p class="version">{words}</p>'


def _stamp_pages(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    now = version(app.srcdir)
    for path in pages(app):
        page = path.read_text(encoding="utf-8")
        if (better := stamped(page, now)) != page:
            path.write_text(better, encoding="utf-8")


def setup(app):
    app.connect("config-inited", _add_footer)
    app.connect("build-finished", _stamp_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
