"""Markdown as HTML that holds words, tables, pictures and formulas, and nothing that acts or looks like the page.

There is one list of what is allowed, and one cleaner, which works on the tree that a browser would make of the text.
"""

import re
from html import escape
from urllib.parse import unquote

import nh3
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from grading.pages.formulas import MATHML, MATHML_ATTRIBUTES, formula

TAGS = set(
    "b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre s small "
    "span strong sub sup table tbody td tfoot th thead tr ul".split()
)
ATTRIBUTES = {"*": set(), "img": {"src", "alt"}, "td": {"align"}, "th": {"align"}}
LINK, LINK_ATTRIBUTES = {"a"}, {"a": {"href"}}  # in what teachers write
SCHEMES = {"http", "https", "mailto", "data", "attachment"}
PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")
ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
# A < that begins no whole tag of the list.
STRAY = re.compile(rf"""<(?!/?(?:{"|".join(TAGS | LINK)})(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>)""", re.IGNORECASE)


def html(text, attachments=None, *, links=False):
    """A text's HTML, with the pictures that are ``attachments`` of its cell, and with links only if they are asked for.

    Without them, a link's address stands behind its words.
    """
    attachments = attachments or {}

    def kept(tag, name, value):
        """An attribute's value, None where it must go: pictures are part of the page, so opening it tells nobody."""
        if name == "src":
            value = attached(attachments, value[len("attachment:") :]) if value.startswith("attachment:") else value
            return value if PICTURE.fullmatch(value) else None
        return None if name == "href" and not ADDRESS.match(value) else value

    return nh3.clean(
        MarkdownWithMath(renderer=Renderer(links)).render(text),
        tags=TAGS | MATHML | (LINK if links else set()),
        clean_content_tags=set(),
        attributes=ATTRIBUTES | MATHML_ATTRIBUTES | (LINK_ATTRIBUTES if links else {}),
        attribute_filter=kept,
        url_schemes=SCHEMES,
    )


def attached(attachments, name):
    """The address of an attached picture: its content. One that is not there has none."""
    for kind, data in (attachments.get(name) or attachments.get(unquote(name), {})).items():
        return f"data:{kind};base64,{data}"
    return ""


class Renderer(IPythonRenderer):
    """nbconvert's, with formulas in MathML; what is no tag of the list is shown as the characters that it is."""

    def __init__(self, links):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.links = links

    def link(self, text, url, title=None):
        """A link, or its words with its address."""
        if self.links:
            return super().link(text, url)
        return text if text == escape(url) else f"{text} ({escape(url)})"

    def image(self, text, url, title=None):
        """A picture, whose address may be that of an attachment."""
        return HTMLRenderer.image(self, text, url)

    def inline_html(self, html):
        """Tags within a line."""
        return STRAY.sub("&lt;", html)

    def block_html(self, html):
        """Lines of tags."""
        return STRAY.sub("&lt;", html)

    def block_code(self, code, info=None):
        """Code as it stands."""
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def inline_math(self, body):
        """A formula within a line."""
        return formula(body)

    def block_math(self, body):
        """A formula in a line of its own."""
        return formula(body, display=True)

    def latex_environment(self, name, body):
        """A formula such as equation or align."""
        return formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)
