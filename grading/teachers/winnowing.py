"""Fingerprints of texts by winnowing (Schleimer, Wilkerson and Aiken, *Winnowing: local algorithms for document
fingerprinting*, SIGMOD 2003): of each window of hashes of k tokens in a row, the smallest is kept.

What two texts share in K + WINDOW − 1 tokens is found, wherever it stands; what is shorter than K tokens is not. Texts
are students': they are searched by one expression that never goes back, and never parsed.
"""

import hashlib
import keyword
import re
from dataclasses import dataclass

K, WINDOW = 14, 6  # tokens of code; a line has about ten
WORDS_K, WORDS_WINDOW = 7, 4  # words of prose
MOST = 20_000  # tokens of a text

# A string that is never closed ends with its line, or with the text: so each letter is looked at once.
STRING = r"""(?:[rbfuRBFU]{0,2})(?:'{3}(?:[^\\']|\\.|'(?!''))*+(?:'''|\Z)|"{3}(?:[^\\"]|\\.|"(?!""))*+(?:\"""|\Z)"""
STRING += r"""|'(?:[^\\'\n]|\\.)*+(?:'|$|\Z)|"(?:[^\\"\n]|\\.)*+(?:"|$|\Z))"""
TOKEN = re.compile(
    rf"(?P<comment>\#[^\n]*+)|(?P<string>{STRING})|(?P<number>\.?\d(?:[eE][-+](?=\d)|[\w.])*+)|(?P<name>[^\W\d]\w*+)|(?P<other>[^\w\s])",
    re.DOTALL | re.MULTILINE,
)
WORD = re.compile(r"\w++")


@dataclass(frozen=True)
class Token:
    """A token as it is compared, and where it stands."""

    kind: str
    start: int
    end: int


def code_tokens(code):
    """The tokens of code: all names are alike but keywords and what stands behind a dot, and so are all numbers."""
    found, dotted = [], False
    for match in TOKEN.finditer(code):
        kind, text = match.lastgroup, match[0]
        if kind == "comment":
            continue
        if kind == "other" or (kind == "name" and (dotted or keyword.iskeyword(text))):
            kind = text
        found.append(Token(kind, *match.span()))
        dotted = text == "."
        if len(found) == MOST:
            break
    return found


def word_tokens(text):
    """The words of prose, in small letters."""
    return [
        Token(match[0].casefold(), *match.span()) for _, match in zip(range(MOST), WORD.finditer(text), strict=False)
    ]


def hashes(tokens, k):
    """The hash of every k tokens in a row, by the place of the first."""
    kinds = [it.kind.encode("utf-8", "replace") for it in tokens]
    runs = (b"\0".join(kinds[at : at + k]) for at in range(len(kinds) - k + 1))
    return [int.from_bytes(hashlib.blake2b(run, digest_size=8).digest()) for run in runs]


def winnowed(found, window, without=frozenset()):
    """The fingerprints of a text: of each window, the smallest of its hashes that are not among ``without``."""
    kept = [it for it in found if it not in without]
    if not kept:
        return set()
    return {min(kept[at : at + window]) for at in range(max(1, len(kept) - window + 1))}


def spans(tokens, found, k, shared):
    """The stretches of a text, as pairs of places, that the hashes ``shared`` cover."""
    stretches = []
    for at, it in enumerate(found):
        if it in shared:
            start, end = tokens[at].start, tokens[at + k - 1].end
            if stretches and start <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
            else:
                stretches.append((start, end))
    return stretches
