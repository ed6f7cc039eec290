"""The browser's Python gives the numbers of this machine's: all that the chapters and the exercises print and plot.

Where only + − × ÷ √ enter, the last bit is the same. A sine, a power or a product of matrices may differ in that bit;
then what is printed and plotted agrees to 10⁻¹². Training on mini-batches that turns on signs, and a count that hangs
on a threshold, make more of a last bit: these cells are named here with the reason; their assertions hold in both.
"""

import re

import numpy as np
import pytest

from helpers.probe import cells_of
from helpers.two_pythons import CHAPTERS, RELEASES

CLOSE = 1e-12  # of the largest number that a cell plots
SMALL = 1e-9  # an error as large as rounding is printed as it comes
TRAINED = "a network trained with matrix products, whose last bits its signs and minima make much of"
COUNTED = "a count of steps at a threshold, on a grid of powers of ten"
ANY = "every cell"
FREE = {
    ("00_story", "elsewhere-race"): "a race across Rosenbrock's valley, where a last bit grows",
    ("04_mini_batches", "network-figure"): TRAINED,
    ("04_mini_batches", "network-checks"): TRAINED,
    ("04_mini_batches", "network-losses"): TRAINED,
    ("05_adagrad", "sparse-judged"): TRAINED,
    ("05_adagrad", "sparse-figure"): TRAINED,
    ("06_rmsprop", "valley-checked"): COUNTED,
    ("07_beyond", "valley-checked"): COUNTED,
    ("08_in_practice", ANY): TRAINED,
}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def far(one, other):
    """How far two printed numbers are apart, in units of the last place that is printed."""
    mantissa, _, exponent = min(one, other, key=len).partition("e")
    unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return abs(float(one) - float(other)) / unit


def same_words(here, there):
    """Whether two texts say the same: all words, and all numbers but for the last place that is printed."""
    numbers = zip(NUMBER.findall(here), NUMBER.findall(there), strict=False)
    alike = all(
        one == other or far(one, other) <= 1.01 or max(abs(float(one)), abs(float(other))) < SMALL
        for one, other in numbers
    )
    return NUMBER.sub("#", here) == NUMBER.sub("#", there) and alike


def apart(here, there):
    """How far two records of numbers are apart, against their largest; infinite if they are not of one kind."""
    if here["bits"] == there["bits"]:
        return 0.0
    one, other = np.array(here["some"]), np.array(there["some"])
    if here["size"] != there["size"] or (np.isfinite(one) != np.isfinite(other)).any():
        return np.inf
    known = np.isfinite(one)
    return float(np.abs(one - other)[known].max(initial=0) / (np.abs(one[known]).max(initial=0) or 1))


def test_every_rule_on_every_landscape_is_the_same_to_the_last_bit(recorded, tell):
    (here,), (there,) = recorded.of("rules")
    assert here["error"] is there["error"] is None
    names = [name for name in here["numbers"] if " on " in name]
    size = sum(here["numbers"][name]["size"] for name in names)
    tell(f"{len(names)} paths of {size} numbers: the same bits in a browser")
    assert len(names) > 80
    assert [name for name in names if here["numbers"][name]["bits"] != there["numbers"][name]["bits"]] == []


@pytest.mark.sampled(1)
@pytest.mark.parametrize("name", [path.stem for path in [*CHAPTERS, *RELEASES]])
def test_a_notebook_gives_the_same_numbers_in_the_browser(recorded, tell, name):
    here, there = recorded.of(name)
    assert [it["cell"] for it in here] == [it["cell"] for it in there]
    assert [it["error"] for it in here] == [it["error"] for it in there]
    if name in {path.stem for path in CHAPTERS}:
        assert {it["error"] for it in there} == {None}
    told, wrong, same, size = [], [], 0, 0
    for one, other in zip(here, there, strict=True):
        assert one["numbers"].keys() == other["numbers"].keys(), one["cell"]
        gaps = {key: apart(found, other["numbers"][key]) for key, found in one["numbers"].items()}
        size += sum(found["size"] for found in one["numbers"].values())
        same += sum(one["numbers"][key]["size"] for key, gap in gaps.items() if gap == 0)
        shown = max(gaps.get("plotted", 0), gaps.get("explorer", 0))
        words = same_words(one["printed"], other["printed"])
        if shown or not words:
            seen = f"{shown:.0e} apart" if shown else "plots alike"
            told.append(f"  {one['cell']}: {seen}{'' if words else ', other words'}")
        if (shown > CLOSE or not words) and not FREE.keys() & {(name, one["cell"]), (name, ANY)}:
            wrong.append(told[-1])
    slow, fast = (sum(it["seconds"] for it in each) for each in (there, here))
    tell(
        f"{name}: {same} of {size} numbers with the same bits; {slow:.0f} s in the browser's Python, {fast:.0f} s here"
    )
    for line in told:
        tell(line)
    assert wrong == []


def test_what_may_differ_is_there():
    found = {(path.stem, cell) for path in CHAPTERS for cell, _ in cells_of(path.read_text(encoding="utf-8"))}
    assert FREE.keys() - found == {("08_in_practice", ANY)}
