"""Pictures in a student's text: pasted as attachments, or written into it as ``data:``. Nothing is decoded but base64.

What is kept is a PNG or JPEG, with only what draws it, under a name of ours; in place of any other stand words.
"""

import base64
import binascii
import re
from html import escape
from urllib.parse import quote

from grading.verdict import jpeg, png

MAX_PICTURES = 12  # of a notebook
MAX_BYTES = 6 << 20  # of a picture
READ = 50  # attachments of a cell, and as many pictures in its text: the others count as lost
INLINE = re.compile(r"data:image/[\w.+-]{1,40}(?:;[\w=.-]{1,40}){0,3};base64,([A-Za-z0-9+/=_%-]*)")
KINDS = {"image/png": png.cleaned, "image/jpeg": jpeg.cleaned}
# In Markdown and in HTML; the bounds keep a hostile text from taking long.
PLACES = re.compile(
    r"!\[(?P<words>[^\[\]\n]{0,200})\]\([ \t]?<?attachment:(?P<name>[^()<>\n\"']{0,200})[^()\n]{0,200}\)"
    r"|<img\b(?P<tag>[^<>\n]{0,500})>"
)
SOURCE = re.compile(r"\bsrc=[\"']?attachment:([^\"'<>\n]{0,200})")


def taken_out(text, attachments):
    """The text with ``attachment:`` in place of every ``data:``, and its pictures in base64, by name."""
    found = {}
    for name, kinds in list(attachments.items())[:READ]:
        data = next((it for it in kinds.values() if isinstance(it, str)), None) if isinstance(kinds, dict) else None
        if data is not None:
            found[str(name)[:200]] = data

    def named(match):
        name = f"inline-{len(found) + 1}"
        if len(found) < 2 * READ:
            found[name] = match[1]
        return f"attachment:{name}"

    return INLINE.sub(named, text), found


def _shown(text, pictures):
    """The pictures that the text shows, in its order: pairs of a name and how it may be spelled in a link."""
    found = []
    for name in pictures:
        spellings = {name, quote(name), name.replace(" ", "%20"), escape(name)}
        places = [at for it in spellings if (at := text.find(f"attachment:{it}")) >= 0]
        found += [(min(places), name, spellings)] if places else []
    return [(name, spellings) for _, name, spellings in sorted(found, key=lambda it: it[:2])]


class Album:
    """The pictures of one notebook, as they are kept."""

    def __init__(self):
        self.count = 0

    def settle(self, text, pictures):
        """The text as it is shown, its attachments, and the names of pictures that are left out."""
        kept, names = {}, {}
        for name, spellings in _shown(text, pictures):
            if (picture := self._cleaned(pictures[name])) is not None:
                kind, content = picture
                own = f"picture-{len(kept) + 1}.{kind.removeprefix('image/')}"
                kept[own] = {kind: base64.b64encode(content).decode()}
                names |= dict.fromkeys(spellings, own)
        if names:
            known = "|".join(re.escape(it) for it in sorted(names, key=len, reverse=True))
            text = re.sub(rf"attachment:({known})(?![\w%.-])", lambda it: f"attachment:{names[it[1]]}", text)
        lost = []

        def worded(match):
            tag = SOURCE.search(match["tag"] or "")
            name = (tag[1] if tag else match["name"] or "").strip()
            if name in kept or (match["tag"] is not None and not tag):
                return match[0]
            lost.append(match["words"] or name or "without a name")
            return f"[the picture “{lost[-1]}” is left out]"

        return PLACES.sub(worded, text), kept, lost

    def _cleaned(self, data):
        """The kind and the bytes of a picture that may be kept; None for one that may not."""
        if self.count >= MAX_PICTURES or len(data) > MAX_BYTES * 4 // 3 + 100:
            return None
        try:
            content = base64.b64decode(data.replace("\n", "").encode("ascii"), validate=True)
        except (binascii.Error, ValueError):
            return None
        for kind, cleaned in KINDS.items():
            if (picture := cleaned(content)) is not None:
                self.count += 1
                return kind, picture
        return None
