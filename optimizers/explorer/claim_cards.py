"""Claims on trial as cards: the sentence, a vote, and behind the vote the verdict with what decided it.

Verdicts come from `optimizers.claims`, whose experiments are run when a card is made.
"""

import html
import json
from collections import Counter

from optimizers.claims import CLAIMS, OURS, VERDICTS, tried
from optimizers.claims.trial import FALSE, HOLDS, IN_PART, UNTESTABLE
from optimizers.explorer.prediction import Asked
from optimizers.words import phrase

NAMES = {"S0": "Jamil", "S1": "Shankhar", "S2": "Jigsaw", "S3": "Menzli"}
BIBLIOGRAPHY = "appendices/bibliography"


def put_on_trial(*numbers):
    """Cards for the claims of these numbers: vote, then see the verdict. Raises KeyError for a number without one.

    >>> put_on_trial(46).plain
    'On trial: claim 46'
    """
    return Docket(tuple(CLAIMS[number] for number in numbers))


def show_score():
    """How the reader's votes compare with the verdicts, by group; it counts in the reader's browser."""
    return Score()


def show_verdicts():
    """All claims with their verdicts and what decided them, as one table that can be filtered."""
    return Verdicts()


class Docket(Asked):
    """Cards, one below the other."""

    def __init__(self, claims):
        self.claims = claims

    def html(self):
        """The cards as HTML that reads without any script."""
        return "".join(map(_card, self.claims))

    @property
    def plain(self):
        """The claims' numbers."""
        numbers = ", ".join(str(claim.number) for claim in self.claims)
        one = len(self.claims) == 1
        return (
            phrase("On trial: claim {numbers}", numbers=numbers)
            if one
            else phrase("On trial: claims {numbers}", numbers=numbers)
        )


class Score:
    """Where a reader's score is shown; the numbers of claims in each group are what it needs."""

    def _repr_html_(self):
        groups = json.dumps(Counter(claim.group for claim in CLAIMS.values()))
        return f'<div class="claims-score" data-groups="{html.escape(groups)}"></div>'

    def __repr__(self):
        return phrase("{number} claims on trial", number=len(CLAIMS))


class Verdicts:
    """All verdicts in one table."""

    def _repr_html_(self):
        columns = phrase("Claim"), phrase("Verdict"), phrase("What decided"), phrase("Settled in")
        head = "".join(f'<th scope="col">{column}</th>' for column in columns)
        rows = "".join(map(_row, CLAIMS.values()))
        return f'<table class="claims-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'

    def __repr__(self):
        return "\n".join(f"{number:2} {_called_verdict(tried(number).verdict)}" for number in CLAIMS)


def _card(claim):
    verdict, findings = tried(claim.number)
    verdicts = list(map(_called_verdict, VERDICTS))
    about = {
        "kind": "vote",
        "choices": verdicts,
        "answer": VERDICTS.index(verdict),
        "question": f"{claim.number}. {claim.sentence}",
        "right": verdicts[VERDICTS.index(verdict)],
        "group": claim.group,
    }
    choices = "".join(f"<li>{words}</li>" for words in verdicts)
    rows = zip(claim.readings, findings, strict=True)
    readings = "".join(_reading(*row) for row in rows) or f"<li>{_told(claim.untestable)}</li>"
    summary, experiment = phrase("The verdict"), phrase("The experiment")
    more = phrase("More in {places}.", places=_where(claim))
    code = html.escape(claim.code.strip())
    folded = f'<details class="code"><summary>{experiment}</summary><pre>{code}</pre></details>' if code else ""
    return (
        f'<div class="predict claim" id="predict-claim-{claim.number}" data-veils="no" '
        f'data-prediction="{html.escape(json.dumps(about))}">'
        f'<p class="ask" id="claim-{claim.number}"><strong>{claim.number}.</strong> {_told(claim.sentence)} '
        f'<span class="said-by">{_sources(claim)}</span></p><ul class="choices">{choices}</ul>'
        f"<details><summary>{summary}</summary><p><strong>{about['right']}.</strong> "
        f'{_told(claim.right)}</p><ul class="readings">{readings}</ul>'
        f'<p class="where">{more}</p>{folded}</details></div>'
    )


def _reading(reading, finding):
    mark = phrase("It holds.") if finding.holds else phrase("It does not hold.")
    cited = "".join(_link(BIBLIOGRAPHY, f" [{key}]") for key in finding.cites)
    return (
        f'<li class="{"seen" if finding.holds else "unseen"}"><span class="reading">{_told(reading)}</span> '
        f"<em>{mark}</em> {_told(finding.words)}{cited}</li>"
    )


def _row(claim):
    verdict, findings = tried(claim.number)
    called = _called_verdict(verdict)
    decides = next((it for it in findings if not it.holds), findings[0] if findings else None)
    words = decides.words if decides else claim.untestable
    sources = " ".join(claim.sources)
    return (
        f'<tr data-sources="{sources}" data-verdict="{called}"><td>{_link(_page(claim), str(claim.number))} '
        f'{_told(claim.sentence)} <span class="said-by">{_sources(claim)}</span></td>'
        f"<td>{called}</td><td>{_told(words)}</td><td>{_where(claim)}</td></tr>"
    )


def _called_verdict(verdict):
    """A verdict in the book's language."""
    return {
        HOLDS: phrase("holds"),
        IN_PART: phrase("holds in part"),
        FALSE: phrase("false"),
        UNTESTABLE: phrase("cannot be tested here"),
    }[verdict]


def _told(words):
    """Words as HTML, with the apostrophes that the pages' text has."""
    return html.escape(words.replace("'", "’"))


def _page(claim):
    """The address of a claim's card, which the build completes with the page that it stands on."""
    return f"claim#claim-{claim.number}"


def _sources(claim):
    """Who said it, as the text names them."""
    return html.escape(", ".join(phrase("this book") if source == OURS else NAMES[source] for source in claim.sources))


def _where(claim):
    """The chapters that settle a claim."""
    places = {}
    for address in claim.where:
        places.setdefault(_called(address), address)
    return ", ".join(
        _link(address.replace(".ipynb", "").replace(".md", ""), words) for words, address in places.items()
    )


def _called(address):
    page = address.partition("#")[0].rpartition("/")[2].partition(".")[0]
    number, _, words = page.partition("_")
    if not number.isdigit():
        return phrase("the {page}", page=page)
    told = phrase("chapter {number}", number=int(number))
    return told + (f" ({words.replace('_', ' ')})" if "/deeper/" in address else "")


def _link(address, words):
    """A place of the book by its address; on a page, the build makes a link of it."""
    return f'<span data-place="{html.escape(address)}">{html.escape(words)}</span>'
