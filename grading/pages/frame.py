"""What a student wrote, in a frame of its own, where it can neither act, nor reach or cover the page around it."""

import base64
import hashlib
import math
from html import escape

from grading.words import phrase

# Nothing on a student's page runs, and nothing is asked of any host.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="'
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">"
)
STYLE = (
    "body{margin:.5em;font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff;overflow-wrap:anywhere}"
    "img{max-width:100%;max-height:28em}pre{white-space:pre-wrap}h1,h2,h3,h4,h5,h6{font-size:1em}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .5em}math{max-width:100%;overflow-x:auto}"
)
DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Stricter than the page's: no style but this one, so that even what a cleaner overlooked would look like plain text.
INSIDE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    f"content=\"default-src 'none'; style-src 'sha256-{DIGEST}'; img-src data:; base-uri 'none'; form-action 'none'\">"
    f"<style>{STYLE}</style></head><body>"
)
FRAME = '<iframe class="written" sandbox="" title="{}" style="{}" srcdoc="{}"></iframe>'
LOOK = "width:100%;height:{}em;--print:{}em;border:0;background:#fff;resize:vertical;overflow:auto;display:block"
COLUMNS, LINE, PICTURE, MOST = 75, 1.5, 29, 70  # characters; em
ROOM = 1.5  # times as high on paper, where nobody can scroll


def framed(html, text):
    """The frame with the ``html`` of a student's ``text``, about as high as it needs: on paper, more than a screen."""
    most = height(html, text)
    title = phrase("What the student wrote")
    return FRAME.format(
        escape(title), LOOK.format(min(most, MOST), math.ceil(ROOM * most)), escape(f"{INSIDE}{html}</body></html>")
    )


def height(html, text):
    """In em: of a frame without scripts nobody can ask it."""
    lines = sum(math.ceil(len(line) / COLUMNS) or 0.5 for line in text.split("\n"))
    lines += 2 * html.count('display="block"')
    return math.ceil(3 + LINE * lines + PICTURE * html.count('<img src="'))
