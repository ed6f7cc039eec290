"""Sphinx extension: what a notebook's output says of a place of the book becomes a link, and claims on trial are told
where they are settled.

An output knows an address, `data-place="chapters/06_rmsprop#anchor"`, but not the page that it will stand on.
"""

import posixpath
import re
from collections import defaultdict

from docutils import nodes
from sphinx.errors import ExtensionError

from optimizers.claims import CLAIMS
from optimizers.words import phrase

PLACE = re.compile(r'<span data-place="([^"#]+)#?([^"]*)">(.*?)</span>')
CARD = re.compile(r'id="(claim-\d+)"')
FEW = 5  # claims that a section tells in a line; more are folded


def _pages_of_cards(app, env):
    """Note on which page each claim's card stands, once all documents are read."""
    env.claim_pages = {}
    for name in env.found_docs:
        for output in env.get_doctree(name).findall(nodes.raw):
            env.claim_pages |= dict.fromkeys(CARD.findall(output.astext()), name)


def settled_on(page):
    """The numbers of the claims that a page settles, by the heading or figure where it does."""
    found = defaultdict(list)
    for number, claim in CLAIMS.items():
        for address in claim.where:
            place, _, anchor = address.partition("#")
            if place.rpartition(".")[0] == page:
                found[anchor].append(number)
    return found


def on_trial(numbers):
    """The line that ends a section which settles these claims, as HTML with places: folded where they are many."""
    links = ", ".join(map(_to_card, numbers))
    if len(numbers) <= FEW:
        line = phrase("On trial here: {claims}.", claims=links)
        return f'<p class="on-trial">{line}</p>'
    words = phrase("On trial here: {number} claims", number=len(numbers))
    return f'<details class="on-trial"><summary>{words}</summary><p>{links}.</p></details>'


def _to_card(number):
    words = phrase("claim {number}", number=number)
    return f'<span data-place="claim#claim-{number}">{words}</span>'


def tell_sections(doctree, docname, settled):
    """Put that line at the end of every section with such a place, once. Raises ExtensionError for a place that is
    not there."""
    sections = {}
    for anchor, numbers in settled.items():
        place = next((node for node in doctree.findall(nodes.Element) if anchor in node.get("ids", ())), None)
        if place is None:
            raise ExtensionError(f"{docname} has no place called {anchor}, where claim {numbers[0]} is settled")
        section = place if isinstance(place, nodes.section) else _section_of(place)
        sections.setdefault(id(section), (section, set()))[1].update(numbers)
    for section, numbers in sections.values():
        end = next((i for i, it in enumerate(section.children) if isinstance(it, nodes.section)), len(section))
        section.insert(end, nodes.raw("", on_trial(sorted(numbers)), format="html"))


def _section_of(node):
    while not isinstance(node, nodes.section):
        node = node.parent
    return node


def linked(body, pagename, found_docs, claim_pages):
    """A page's HTML with every place that it names as a link from there. Raises ExtensionError for a place that the
    book does not have."""

    def link(match):
        page, anchor, words = match.groups()
        page = claim_pages.get(anchor) if page == "claim" else page
        if page not in found_docs:
            raise ExtensionError(f"{pagename}: the book has no place {match[0]}")
        address = "" if page == pagename else posixpath.relpath(f"{page}.html", posixpath.dirname(pagename) or ".")
        return f'<a href="{address}{f"#{anchor}" if anchor else ""}">{words}</a>'

    return PLACE.sub(link, body)


def _tell_sections(app, doctree, docname):
    if app.env.claim_pages:
        tell_sections(doctree, docname, settled_on(docname))


def _link_places(app, pagename, templatename, context, doctree):
    if "body" in context:
        context["body"] = linked(context["body"], pagename, app.env.found_docs, app.env.claim_pages)


def setup(app):
    app.connect("env-updated", _pages_of_cards)
    app.connect("doctree-resolved", _tell_sections)
    app.connect("html-page-context", _link_places, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
