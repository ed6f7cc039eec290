"""What code is told to define, to draw and to read, without running it."""

import importlib

import pytest

from grading.sandbox import walls
from grading.verdict import analysis


@pytest.mark.parametrize(
    "text", ["a = 1", "a: int = 1", "b, a = 1, 2", "a, b = 1, 2", "(b, a) = c", "b, *a = c", "def a(x):", "class a:"]
)
def test_what_seems_to_define_a_name(text):
    assert analysis.defines(f"b = 2\n{text}\n", "a")


@pytest.mark.parametrize("text", ["a == 1", "ab = 1", "b, ab = 1, 2", "b = a", "f(a, x=1)", " a = 1", "def b(a=1):"])
def test_what_does_not(text):
    assert not analysis.defines(text, "a")


@pytest.mark.parametrize("code", ["plt.imshow(x)\nplt.show()", "plt.figure().gca().plot(x)"])
def test_what_only_draws(code):
    assert analysis.only_draws(code)


@pytest.mark.parametrize("code", ["import numpy", "x = plt.figure()", "x.sort()", "plt.show()\nx = 1", "plt.x[0] = 1"])
def test_what_does_more(code):
    assert not analysis.only_draws(code)


READ = ["x", "x += 1", "x[0] = 1", "x.y = 1", "del x", "x = x + 1", "lambda: x", "[y for y in x]", "f'{x:.2f}'", "%x x"]
READ += ["if y:\n x += 1", "def f():\n return x", "def f():\n def g():\n  return x", "def f():\n global x\n x += 1"]
READ += ["class A:\n y = x", "eval('x')", "def f(:\n x"]
NOT_READ = ["x = 1", "print('x')", "# x", "y.x", "f(x=1)", "import x", "def f(x):\n return x"]
NOT_READ += ["def f():\n x = 0\n x += 1"]


@pytest.mark.parametrize(("code", "found"), [*((it, True) for it in READ), *((it, False) for it in NOT_READ)])
def test_whether_code_may_read_a_name_from_before(code, found, monkeypatch):
    """The worker tells it in the sandbox, where it has no package around it."""
    monkeypatch.syspath_prepend(walls.INSIDE)
    assert ("x" in importlib.import_module("parsing").reads(code)) == found


PROSE = [
    "It divides by its own size, so the scale cancels.",
    "因为它除以自己的大小。",
    "# The mechanism: $s = 0.9$ is large,\n# and it leaks.",
]
PROSE += [
    "RMSprop is right:\n\n- the root $\\sqrt{s}$ is small,\n- and `x = 1` there.",
    "'''Five words are enough here.'''",
]
CODE = [
    "pass",
    "x = 1",
    "plt.plot(x)\nplt.show()",
    "for i in range(3):\n    print(i)",
    "import numpy as np",
    "def f(x):\n    return x",
]


@pytest.mark.parametrize(("text", "found"), [*((it, True) for it in PROSE), *((it, False) for it in CODE)])
def test_what_reads_as_sentences(text, found):
    assert analysis.is_prose(text) == found


@pytest.mark.parametrize("text", ["plt.plot(x)", "ax.semilogy(y)", "fig, ax = plt.subplots()", "axes[0].plot(x)"])
def test_what_seems_to_draw(text):
    assert analysis.draws(text) and not analysis.draws("def distance(x):\n    return x")
