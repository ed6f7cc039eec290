"""Sphinx extension: finished pages, without what the theme writes into its templates out of reach of its options.

The icon script weighs more than everything else on a page; the icons that are used are drawn in
``book/assets/icons.css``. Words of code that look like the code around them need no element of their own: that is a
fifth of a page's elements. The rest are things that a screen reader stumbles over, as axe-core reports them.
"""

import re
from pathlib import Path

# What to find in a page, and what it becomes.
REPAIRS = [
    # The icon script.
    (r"\s*<(?:script|link)[^>]*fontawesome\.js[^>]*>(?:</script>)?", ""),
    # A button that reads "Search Ctrl+K" is named by its words, without the keys.
    (r'(<button[^>]*\bsearch-button-field\b[^>]*?)\s+(?:title|aria-label)="Search"', r"\1"),
    (r'(<button[^>]*\bsearch-button-field\b[^>]*?)\s+(?:title|aria-label)="Search"', r"\1"),
    (r'<span class="search-button__kbd-shortcut">', '<span class="search-button__kbd-shortcut" aria-hidden="true">'),
    # The three icons inside the button "Color mode" add no text of their own.
    (r'(<i class="theme-switch[^"]*"[^>]*?)\s+title="[^"]*"', r'\1 aria-hidden="true"'),
    # The sidebar is a landmark, so that the logo lies in one.
    (
        r'<(div|dialog) id="pst-primary-sidebar"(?! role)',
        r'<\1 id="pst-primary-sidebar" role="region" aria-label="Book"',
    ),
    # What shows and hides code is named by its words.
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    # docutils' roles of a bibliography are deprecated.
    (r' role="doc-biblioentry"', ""),
    (r'<div role="list" class="citation-list">', '<div class="citation-list">'),
    # The corner of a table is no heading.
    (r'<th class="head"><p></p></th>', '<td class="head"></td>'),
]


SEARCH = "search.html"
# The program and the index of the search, which the theme loads on every page for a search while you type. Ours has
# a page of its own, the only one to need them.
SEARCHING = r'\s*<script src="[^"]*\b(?:searchtools|language_data|searchindex)\.js[^"]*"></script>'


def finished(page, name=""):
    """A page's HTML after all repairs; once more changes nothing. ``name`` is its file's."""
    for pattern, replacement in REPAIRS if name == SEARCH else [*REPAIRS, (SEARCHING, "")]:
        page = re.sub(pattern, replacement, page)
    return page


def plain(css):
    """Pygments' classes whose words look like the code around them, in a light page and in a dark one."""
    looks = {}
    for name, rule in re.findall(r"\.highlight(?: \.(\w+))? +\{([^}]*)\}", css):
        looks.setdefault(name, []).append(re.sub(r"background:[^;]*;|\s", "", rule))
    around = looks.pop("")
    return {name for name, rules in looks.items() if rules == around}


def unwrapped(page, classes):
    """A page's HTML whose spans of these classes are words again."""
    return re.sub(rf'<span class="(?:{"|".join(sorted(classes))})">([^<]*)</span>', r"\1", page)


def _finish(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    classes = plain((Path(app.outdir) / "_static" / "pygments.css").read_text(encoding="utf-8"))
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        if (better := unwrapped(finished(page, path.name), classes)) != page:
            path.write_text(better, encoding="utf-8")
    (Path(app.outdir) / "_static" / "scripts" / "fontawesome.js").unlink(missing_ok=True)


def setup(app):
    app.connect("build-finished", _finish, priority=900)  # the theme writes its colours of code at the end, too
    return {"parallel_read_safe": True, "parallel_write_safe": True}
