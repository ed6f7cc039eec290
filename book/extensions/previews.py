"""Sphinx extension: what a link to another page leads to, for the page's script to show beside the link.

Of every page the words of the glossary, equations, figures and sources that other pages link to lie in a script of its
own, which is loaded once a reader asks for one of them.
"""

import json
import posixpath
import re
from collections import defaultdict
from pathlib import Path

from book.extensions import caches
from book.extensions.pages import pages

FOLDER, INDEX = "previews", "index.js"
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#:]+\.html)#([^":]+)"')
_KIND = re.compile(r'<(?:dt|figure)\b|<div\b[^>]*\bclass="(?:[^"]* )?(?:math|citation)[ "]')
_LOADED = re.compile(r'<script\b.*?</script>| data-explorer="[^"]*"', re.DOTALL)


def links(page, address):
    """The places on other pages that a page's HTML links to: (address from the root, id)."""
    here = posixpath.dirname(address)
    return {(posixpath.normpath(posixpath.join(here, to)), anchor) for to, anchor in _LINK.findall(page)}


def element(page, start):
    """The HTML of the element that begins at a place of a page."""
    tag = re.compile(r"<(\w+)").match(page, start)[1]
    depth = 0
    for match in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(page, start):
        depth += -1 if match[1] else 1
        if depth == 0:
            return page[start : match.end()]
    raise ValueError(f"{page[start : start + 80]} has no end")


def preview(page, anchor):
    """What is shown of a page's place: None where it is no word, equation, figure or source."""
    start = page.rfind("<", 0, max(page.find(f' id="{anchor}"'), 0))
    if start < 0 or not _KIND.match(page, start):
        return None
    html = element(page, start)
    if html.startswith("<dt"):
        meaning = page.find("<dd", start)
        html += element(page, meaning) if meaning >= 0 else ""
    html = _LOADED.sub("", html)
    # The parts of a figure refer to each other, and must not meet those of the page where it is shown.
    names = "|".join(map(re.escape, set(re.findall(r'\bid="([^"]+)"', html))))
    return re.sub(rf'(\bid="|\bhref="#|url\(#)({names})(?=["\)])', r"\1preview-\2", html)


def scripts(texts):
    """The scripts by their files' names: an index, and one of each page that others link to. ``texts`` are the pages'
    HTML by address."""
    wanted = defaultdict(dict)
    for page, anchor in sorted({link for address, text in texts.items() for link in links(text, address)}):
        if page in texts and (html := preview(texts[page], anchor)):
            wanted[page][anchor] = html
    files = {f"{page.removesuffix('.html').replace('/', '.')}.js": (page, found) for page, found in wanted.items()}
    made = {name: f"previews[{json.dumps(page)}] = {json.dumps(found)};\n" for name, (page, found) in files.items()}
    index = {page: caches.versioned_text(name, made[name]) for name, (page, _) in files.items()}
    return {INDEX: f"window.previews = {{ files: {json.dumps(index)} }};\n"} | made


def _write(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    found = {path.relative_to(out).as_posix(): path.read_text(encoding="utf-8") for path in pages(app)}
    folder = out / "_static" / FOLDER
    folder.mkdir(exist_ok=True)
    made = scripts(found)
    for earlier in {path.name for path in folder.iterdir()} - made.keys():
        (folder / earlier).unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


def setup(app):
    app.connect("build-finished", _write, priority=910)  # when pages are finished
    return {"parallel_read_safe": True, "parallel_write_safe": True}
