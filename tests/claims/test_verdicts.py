"""The verdicts, and how every reading fared: a change is seen here, and asks for a reason."""

import re

import pytest

from helpers.chapters import ROOT
from helpers.claims import every_claim, first_trial
from optimizers.claims import CLAIMS, VERDICTS
from optimizers.claims.trial import FALSE, HOLDS, IN_PART, UNTESTABLE, Finding, verdict

BIBLIOGRAPHY = (ROOT / "references.bib").read_text(encoding="utf-8")

TRIALS = {
    1: (IN_PART, "+-"),
    2: (IN_PART, "+-"),
    3: (IN_PART, "+-"),
    4: (IN_PART, "++-"),
    5: (FALSE, "---"),
    6: (IN_PART, "+-"),
    7: (IN_PART, "++-"),
    8: (HOLDS, "++"),
    9: (HOLDS, "++"),
    10: (IN_PART, "+-"),
    11: (IN_PART, "+-"),
    12: (FALSE, "--"),
    13: (FALSE, "---"),
    14: (IN_PART, "+--"),
    15: (IN_PART, "++---"),
    16: (IN_PART, "+-"),
    17: (IN_PART, "+-"),
    18: (HOLDS, "+"),
    19: (IN_PART, "+--"),
    20: (IN_PART, "+--"),
    21: (IN_PART, "+--"),
    22: (IN_PART, "+-"),
    23: (IN_PART, "+-"),
    24: (IN_PART, "+--+"),
    25: (UNTESTABLE, ""),
    26: (FALSE, "--"),
    27: (FALSE, "--"),
    28: (HOLDS, "++"),
    29: (IN_PART, "+-"),
    30: (IN_PART, "+-"),
    31: (IN_PART, "+-"),
    32: (IN_PART, "++-"),
    33: (HOLDS, "+++"),
    34: (IN_PART, "+-"),
    35: (HOLDS, "++"),
    36: (HOLDS, "+"),
    37: (HOLDS, "++"),
    38: (IN_PART, "+-"),
    39: (IN_PART, "++-"),
    40: (HOLDS, "++"),
    41: (IN_PART, "+-"),
    42: (IN_PART, "+--"),
    43: (HOLDS, "++"),
    44: (IN_PART, "+-"),
    45: (HOLDS, "++"),
    46: (HOLDS, "+"),
    47: (IN_PART, "+-+"),
    48: (IN_PART, "+--"),
    49: (IN_PART, "+-"),
    50: (IN_PART, "+-"),
    51: (FALSE, "--"),
    52: (HOLDS, "++"),
    53: (IN_PART, "+--"),
    54: (IN_PART, "+-"),
    55: (IN_PART, "+-"),
    56: (HOLDS, "+"),
    57: (IN_PART, "+-"),
    58: (IN_PART, "+-"),
    59: (IN_PART, "---+"),
    60: (IN_PART, "+-"),
    61: (IN_PART, "+-"),
    62: (IN_PART, "+++-"),
    63: (HOLDS, "+++"),
    64: (FALSE, "--"),
    65: (IN_PART, "+-"),
    66: (FALSE, "---"),
    67: (IN_PART, "+-"),
    68: (IN_PART, "+--"),
    69: (IN_PART, "+--"),
    70: (IN_PART, "+-"),
    71: (IN_PART, "+--"),
    72: (HOLDS, "++"),
}


@every_claim
def test_verdict_and_readings(claim):
    trial = first_trial(claim)
    fared = "".join("+" if finding.holds else "-" for finding in trial.findings)
    assert (trial.verdict, fared) == TRIALS[claim.number]


def test_every_claim_has_its_line():
    assert TRIALS.keys() == CLAIMS.keys()
    assert {words for words, _ in TRIALS.values()} == set(VERDICTS)


@pytest.mark.parametrize(
    ("held", "expected"), [("+++", HOLDS), ("+-", IN_PART), ("-+-", IN_PART), ("--", FALSE), ("", UNTESTABLE)]
)
def test_the_verdict_follows_from_the_findings(held, expected):
    assert verdict([Finding(it == "+", "") for it in held]) == expected


@every_claim
def test_findings_answer_the_readings_with_numbers_or_a_source(claim):
    trial = first_trial(claim)
    assert len(trial.findings) == len(claim.readings)
    for finding in trial.findings:
        assert finding.cites or re.search(r"\d|∞", finding.words), finding
        assert finding.words.endswith("."), finding
        assert set(finding.cites) <= set(re.findall(r"^@\w+\{([\w-]+),", BIBLIOGRAPHY, re.M)), finding


def test_what_findings_cite_says_so():
    """Findings that rest on a citation alone: the entries' years, authors and kind are those that they tell."""

    def entry(key):
        return re.search(rf"^@(\w+)\{{{key},(.+?)^\}}", BIBLIOGRAPHY, re.M | re.S).groups()

    kind, lecture = entry("tieleman2012")
    assert kind == "misc" and "Lecture 6.5" in lecture and "Lecture slides" in lecture and "2012" in lecture
    assert "Neural Networks for Machine Learning" in lecture
    assert "{Tieleman, Tijmen and Hinton, Geoffrey}" in lecture
    assert "year    = {2011}" in entry("duchi2011")[1]
