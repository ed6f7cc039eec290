"""Sphinx extension: every page says what it may load and run, and browsers hold it to that.

Scripts are the site's own: those in a page by their fingerprints, so that what a reader's cell writes into the page
runs nothing. Nothing is sent to another host, not by a worker of the page either. JupyterLab's pages are its own.
"""

import base64
import hashlib
import re

from book.extensions.pages import POLICY, unfinished

TAG = re.compile(rf'\s*<meta http-equiv="{POLICY}"[^>]*>')
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
_HANDLER = re.compile(r'<[^>]*\son[a-z]+="([^"]*)"')
_DATA = re.compile(r'\bsrc=|type="(?:application|text)/(?!javascript)')
RULES = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


def policy(page):
    """The policy of a page's HTML, with the fingerprints of the scripts in it."""
    texts = {match["text"] for match in _SCRIPT.finditer(page) if not _DATA.search(match["attributes"])}
    handlers = set(_HANDLER.findall(_SCRIPT.sub("", page)))
    prints = [_fingerprint(text) for text in sorted(texts | handlers)]
    rules = RULES | {"script-src": " ".join([RULES["script-src"], *(["'unsafe-hashes'"] if handlers else []), *prints])}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def guarded(page):
    """A page's HTML with its policy, behind the declaration of its characters; once more changes nothing."""
    page = TAG.sub("", page)
    tag = f'\n    <meta http-equiv="{POLICY}" content="{policy(page)}">'
    return re.sub(r"<meta charset=[^>]*>", lambda match: match[0] + tag, page, count=1)


def _fingerprint(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _guard(app, exception):
    if exception is not None or app.builder.format != "html":
        return
    for path in unfinished(app):
        page = path.read_text(encoding="utf-8")
        if (better := guarded(page)) != page:
            path.write_text(better, encoding="utf-8")


def setup(app):
    app.connect("build-finished", _guard, priority=950)  # when pages are finished
    return {"parallel_read_safe": True, "parallel_write_safe": True}
