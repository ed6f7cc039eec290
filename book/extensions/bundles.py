"""Sphinx extension: a page asks for one style sheet and one script of the site's, not for the thirty of its parts.

Of the theme's rules the site has those that one of its pages can meet: classes that stand in a page or in a script. The
two fonts of nearly every formula come as a script, so that no formula moves when they arrive.
"""

import base64
import json
import re
from pathlib import Path

from sphinx.errors import ExtensionError

from book.extensions.caches import versioned
from book.extensions.pages import pages, unfinished
from book.extensions.previews import FOLDER, INDEX

STYLE, SCRIPT, FONTS = "site.css", "site.js", "fonts.js"
PREVIEWS = f"{FOLDER}/{INDEX}"
# In this order, which is the theme's; what is not the book's own is cut down to what is used.
STYLES = [
    "basic.css", "styles/theme.css", "styles/pydata-sphinx-theme.css", "pygments.css", "styles/sphinx-book-theme.css",
    "togglebutton.css", "copybutton.css", "mystnb.*.css", "sphinx-design.min.css", "katex/katex.min.css",
    "katex-math.css",
]  # fmt: skip
OWN_STYLES = ["book.css", "icons.css", "access.css"]
ON_PAPER = "print.css"
OPTIONS = "documentation_options.js"
SCRIPTS = [
    "doctools.js", "sphinx_highlight.js", "clipboard.min.js", "copybutton.js", "scripts/sphinx-book-theme.js",
    "scripts/bootstrap.js", "scripts/pydata-sphinx-theme.js", "previews.js",
    "print.js", "keyboard.js",
]  # fmt: skip
# Scripts that only some pages need: those which have such an element.
SPARE = {
    "togglebutton.js": re.compile(r'class="(?:[^"]* )?(?:toggle|admonition [^"]*dropdown)[ "]'),
    "design-tabs.js": re.compile(r'class="sd-tab-set'),
}
AT_ONCE = "explorers.js"  # draws while the page is still being read
UNREAD = "fontawesome.js", "searchindex.js", "searchtexts.js"  # full of words, and without a class
BUILT = "bs-", "tooltip"  # what Bootstrap puts together at run time begins so
EMBEDDED = {"KaTeX_Main": "normal", "KaTeX_Math": "italic"}

_STYLESHEET = re.compile(r'\s*<link (?=[^>]*rel="stylesheet")[^>]*href="([^"?]+)[^"]*"[^>]*>')
_PRELOAD = re.compile(r'\s*<link rel="preload" as="script"[^>]*>')
_SOURCE = re.compile(r'\s*<script\b[^>]*\bsrc="([^"?]+)[^"]*"[^>]*></script>')
_TOGGLES = re.compile(r"\s*<script>(?:let toggleHint|let toggleOpenOnPrint|var togglebuttonSelector)[^<]*</script>")
_NAMES = re.compile(r'\b(?:class|id)="([^"]*)"')
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_EMPTY = re.compile(r"@(?:media|supports|layer)[^{};]*\{\s*\}")
_FACE = re.compile(r"@font-face\s*\{[^{}]*\}")
_FAMILY = re.compile(r"font-family:\s*[\"']?([\w -]+)")
_URL = re.compile(r"url\(\s*[\"']?(?!data:|#)([^\"')?]+)[^)]*\)")


def bundled(page, options):
    """A page's HTML that asks for the bundles in place of their parts; once more changes nothing.

    ``options`` is the text of Sphinx's options of all pages, which then stands in the page. Raises ExtensionError for a
    style sheet that is in no bundle.
    """
    found = _STYLESHEET.search(page)
    if not found:
        return page  # a page of its own, which loads nothing
    root = found[1].partition("_static/")[0]

    def style(match):
        name = match[1].removeprefix(f"{root}_static/")
        if not any(Path(name).match(one) for one in [*STYLES, *OWN_STYLES, ON_PAPER, STYLE]):
            raise ExtensionError(f"book/extensions/bundles.py: no bundle has the style sheet {match[1]}")
        return ""

    def script(match):
        name = match[1].removeprefix(f"{root}_static/")
        if name == OPTIONS:
            return f"\n    <script>{options}</script>"
        if name in (SCRIPT, FONTS) or name in SCRIPTS or (name in SPARE and not SPARE[name].search(page)):
            return ""
        return (
            match[0]
            if name.endswith(AT_ONCE) or " defer" in match[0]
            else match[0].replace("<script", "<script defer", 1)
        )

    parts = [
        f'<link rel="stylesheet" href="{root}_static/{STYLE}" />',
        *([f'<script src="{root}_static/{FONTS}"></script>'] if 'class="katex' in page else []),
        f'<script defer src="{root}_static/{SCRIPT}" data-previews="{root}_static/{PREVIEWS}"></script>',
    ]
    at, rest = page[: found.start()], page[found.start() :]
    rest = _SOURCE.sub(script, _PRELOAD.sub("", _STYLESHEET.sub(style, rest)))
    if not SPARE["togglebutton.js"].search(page):
        rest = _TOGGLES.sub("", rest)
    return at + "".join(f"\n    {part}" for part in parts) + rest


def used(texts):
    """Every class and id in some pages' HTML."""
    found = {name for text in texts for names in set(_NAMES.findall(text)) for name in names.split()}
    return found


def words(script):
    """Every word of a script that may be the name of a class, or its beginning."""
    return set(re.findall(r"[\w-]+", script))


def cut(css, names):
    """A style sheet without the rules for classes and ids that are not among ``names``, and without unused fonts."""

    def rule(match):
        before, selector = re.fullmatch(r"(\s*(?:@[^;{}]*;\s*)*)(.*)", match[1], re.DOTALL).groups()
        if selector.startswith("@"):
            return match[0]
        kept = [one for one in re.split(r",(?![^()]*\))", selector) if _meets(one, names)]
        return f"{before}{','.join(kept)}{{{match[2]}}}" if kept else before

    css = _RULE.sub(rule, css)
    while (less := _EMPTY.sub("", css)) != css:
        css = less
    rules = _FACE.sub("", css)
    return _FACE.sub(lambda face: face[0] if _FAMILY.search(face[0])[1] in rules else "", css)


def _meets(selector, names):
    """Whether every class and id that a selector asks for is among the names; what stands in brackets is not asked."""
    while (outer := re.sub(r"\[[^\[\]]*\]|\([^()]*\)", "", selector)) != selector:
        selector = outer
    found = (name.replace("\\", "") for name in re.findall(r"[.#]((?:\\.|[\w-])+)", selector))
    return all(name in names or name.startswith(BUILT) for name in found)


def _read(static, pattern):
    """A style sheet with its addresses as from ``_static`` itself, without comments, charset and imports."""
    (path,) = static.glob(pattern)
    css = re.sub(r"/\*.*?\*/|@charset [^;]*;|@import [^;]*;", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    folder = path.parent.relative_to(static)
    return _URL.sub(lambda match: f"url({(folder / match[1]).as_posix()})", css)


def style(static, names):
    """The site's style sheet: of KaTeX's fonts those that browsers ask for."""
    parts = [cut(_read(static, one), names) for one in STYLES] + [_read(static, one) for one in OWN_STYLES]
    parts.append(f"@media print {{\n{_read(static, ON_PAPER)}\n}}")
    css = re.sub(r",?url\([^)]*\.(?:woff|ttf)\) ?format\([^)]*\)", "", "\n".join(parts))
    return _URL.sub(lambda match: f"url({versioned(static / match[1], match[1])})", css)


def fonts(static):
    """The script that brings the fonts of nearly every formula: one that a style sheet brings arrives after the first
    drawing, even from within, and formulas move then."""
    faces = []
    for family, style in EMBEDDED.items():
        font = static / "katex" / "fonts" / f"{family}-{style.title().replace('Normal', 'Regular')}.woff2"
        faces.append([family, style, base64.b64encode(font.read_bytes()).decode()])
    return (
        f"for (const [family, style, font] of {json.dumps(faces)})\n"
        "  document.fonts.add(new FontFace(family, Uint8Array.from(atob(font), (it) => it.charCodeAt()), { style }));\n"
    )


def script(static):
    """The site's script: the parts one after the other, none of them strict for all."""
    texts = ((static / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return ";\n" + ";\n".join(re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE) for text in texts)


def _bundle(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    options = (static / OPTIONS).read_text(encoding="utf-8")
    for path in unfinished(app):
        page = path.read_text(encoding="utf-8")
        path.write_text(bundled(page, options), encoding="utf-8")
    (static / SCRIPT).write_text(script(static), encoding="utf-8")
    (static / FONTS).write_text(fonts(static), encoding="utf-8")
    names = used(path.read_text(encoding="utf-8") for path in pages(app))
    scripts = (path.read_text(encoding="utf-8") for path in static.rglob("*.js") if path.name not in UNREAD)
    (static / STYLE).write_text(style(static, names.union(*map(words, scripts))), encoding="utf-8")


def setup(app):
    app.connect("build-finished", _bundle, priority=920)  # when pages are finished, and before their policy is written
    return {"parallel_read_safe": True, "parallel_write_safe": True}
