"""Sphinx extension: the search page has every page's text with it and shows where words were found, from a file too."""

import json
import re
from html import unescape
from pathlib import Path

TEXTS, SCRIPT, PAGE = "searchtexts.js", "excerpts.js", "search"
_ARTICLE = re.compile(r'<article class="bd-article">(.*)</article>', re.DOTALL)
# What is no text, or is there a second time: pictures, the MathML beside a formula, how to cite the page.
_UNREAD = re.compile(
    r'<(script|style|svg)\b.*?</\1>|<span class="katex-mathml">.*?</math></span>|<a class="headerlink".*?</a>|'
    r'<details class="cite">.*?</details>|<summary>Show the (?:code|imports)</summary>|<p class="kicker">.*?</p>',
    re.DOTALL,
)
_SECTION = re.compile(r'<section\b[^>]*\bid="([^"]+)"[^>]*>')
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_BLOCK = re.compile(r"<(?:/?(?:p|li|td|th|dt|dd|div|pre|h\d|summary)\b|br)[^>]*>")
_MARK = re.compile(r"\0([^\0]*)\0")


def reading(page):
    """What a page's HTML says to its reader: ``{"text", "sections"}``, the sections by their anchors, as places in the
    text. Its code comes last: words are shown where prose has them, if any does."""
    article = _ARTICLE.search(page)
    html = _UNREAD.sub("", article[1] if article else "")
    first, *rest = _MARK.split(_words(_SECTION.sub("\0\\1\0", _CODE.sub("", html))))
    text, sections = first, {}
    for anchor, part in zip(rest[::2], rest[1::2], strict=True):
        sections[anchor] = len(text)
        text += part.lstrip() if not text or text.endswith(" ") else part
    return {"text": f"{text} {_words(' '.join(_CODE.findall(html)))}".strip(), "sections": sections}


def _words(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", "", _BLOCK.sub(" ", html))).split())


def _configure(app, config):
    config.html_show_search_summary = False  # Sphinx's own, which loads the pages that are found


def _add_scripts(app, pagename, templatename, context, doctree):
    if pagename == PAGE:
        app.add_js_file(TEXTS)
        app.add_js_file(SCRIPT)


def _write_texts(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    texts = {
        app.builder.get_target_uri(page): reading(Path(app.builder.get_outfilename(page)).read_text(encoding="utf-8"))
        for page in sorted(app.env.found_docs)
    }
    script = f"const SEARCH_TEXTS = {json.dumps(texts, ensure_ascii=False, separators=(',', ':'))};\n"
    (Path(app.outdir) / "_static" / TEXTS).write_text(script, encoding="utf-8")


def setup(app):
    app.connect("config-inited", _configure)
    app.connect("html-page-context", _add_scripts)
    app.connect("build-finished", _write_texts, priority=910)  # when pages are finished
    return {"parallel_read_safe": True, "parallel_write_safe": True}
