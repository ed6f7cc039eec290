"""Sphinx extension: a fold at the end of every page that says how to cite it, in words and for BibTeX.

Authors and title are those of ``CITATION.cff``. The buttons that copy are those of every block of code.
"""

import re
from html import escape, unescape
from pathlib import Path, PurePosixPath

import yaml

from book.extensions.version import stamp

_SPECIAL = re.compile(r"([&%$#_{}])")


def authors(citation, bibtex=False):
    """The authors' names in words, or as BibTeX takes them: a name that is no person's in braces of its own."""
    names = []
    for author in citation["authors"]:
        person = [author[part] for part in ("given-names", "name-particle", "family-names") if part in author]
        if not person:
            names.append(f"{{{_tex(author['name'])}}}" if bibtex else author["name"])
        elif bibtex:
            *given, family = map(_tex, person)
            names.append(f"{family}, {' '.join(given)}" if given else family)
        else:
            names.append(" ".join(person))
    return (" and " if bibtex else ", ").join(names)


def _tex(words):
    return _SPECIAL.sub(r"\\\1", words)


def fold(citation, title, name, url):
    """The fold of a page: its title, the name of its file, its address or None."""
    book, number, date, year = citation["title"], stamp("version"), stamp("date"), stamp("year")
    at = f" {escape(url)}" if url else ""
    words = f"{escape(authors(citation))} ({year}). {escape(title)}. In: {escape(book)}, version {number}, {date}.{at}"
    key = "_".join(re.findall(r"[a-z0-9]+", f"{book.lower()} {name.lower()}"))
    fields = {
        "author": f"{{{escape(authors(citation, bibtex=True))}}}",
        "title": f"{{{{{escape(_tex(title))}}}}}",
        "howpublished": f"{{In: {escape(_tex(book))}}}",
        "year": f"{{{year}}}",
        "note": f"{{Version {number}, {date}}}",
    } | ({"url": f"{{{escape(url)}}}"} if url else {})
    entry = ",\n".join([f"@misc{{{key}", *(f"  {field} = {value}" for field, value in fields.items())])
    blocks = "".join(
        f'<div class="highlight-{kind} notranslate"><div class="highlight"><pre>{text}\n</pre></div></div>\n'
        for kind, text in (("none", words), ("bibtex", f"{entry}\n}}"))
    )
    return f'<details class="cite"><summary>Cite this page</summary>\n{blocks}</details>\n'


def _add(app, pagename, templatename, context, doctree):
    if not doctree or "body" not in context:
        return
    citation = yaml.safe_load((Path(app.srcdir) / "CITATION.cff").read_text(encoding="utf-8"))
    title = unescape(re.sub(r"<[^>]*>", "", context["title"]))
    base = app.config.html_baseurl
    url = f"{base}{app.builder.get_target_uri(pagename)}" if base else None
    context["body"] += fold(citation, title, PurePosixPath(pagename).name, url)


def setup(app):
    app.connect("html-page-context", _add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
