"""The page's JavaScript equals the Python that it is translated from, and what cannot be translated says so."""

import pytest

from helpers.catalogue import RULES, name
from helpers.parity import answering, check_landscapes, check_tape
from optimizers import rmsprop
from optimizers.explorer.bundle import translated
from optimizers.explorer.figure import run_script
from optimizers.explorer.translate import TranslationError, translate_source


def in_node(questions, rules_and_landscapes=None):
    read = 'let text = ""; process.stdin.on("data", (it) => (text += it))'
    write = f"process.stdout.write(({answering(rules_and_landscapes)})(text))"
    return run_script(f'{read}.on("end", () => {write});', questions)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_every_rule_on_every_landscape_is_equal_to_the_last_bit(rule):
    check_landscapes(rule, in_node)


@pytest.mark.parametrize("rule", RULES, ids=name)
def test_every_rule_on_a_tape_is_equal_to_the_last_bit(rule):
    check_tape(rule, in_node)


GOOD = """
import numpy as np

def helper(a):
    return np.sqrt(a)

def rule(params, grad, state=0.0, *, rate=0.1):
    {line}
    return params - rate * grad, state
"""

OUTSIDE = {
    "power": "state = grad**2",
    "remainder": "state = grad % 2",
    "floor division": "state = grad // 2",
    "matrix product": "state = grad @ grad",
    "augmented assignment": "state += grad",
    "annotated assignment": "state: float = grad",
    "if": "if grad > 0: state = 1.0",
    "loop": "for it in (1, 2): state = state + it",
    "while": "while state < 0: state = 1.0",
    "with": "with grad: state = 1.0",
    "try": "try: state = 1.0\n    except ValueError: state = 0.0",
    "assert": "assert grad",
    "delete": "del state",
    "global": "global state",
    "pass": "pass",
    "inner function": "def inner(): return 1",
    "inner class": "class Inner: x = 1",
    "import": "import math",
    "lambda": "state = (lambda: 1)()",
    "conditional expression": "state = 1.0 if grad else 0.0",
    "and": "state = grad and params",
    "not": "state = not grad",
    "plus sign": "state = +grad",
    "bits": "state = ~grad",
    "chained comparison": "state = 0 < grad < 1",
    "membership": "state = grad in (1, 2)",
    "identity": "state = grad is None",
    "list": "state = [grad]",
    "dictionary": "state = {1: grad}",
    "set": "state = {grad}",
    "comprehension": "state = [it for it in (1, 2)]",
    "subscript": "state = grad[0]",
    "attribute": "state = grad.real",
    "string": "state = 'x'",
    "f-string": "state = f'{grad}'",
    "bytes": "state = b'x'",
    "truth value": "state = True",
    "None": "state = None",
    "complex": "state = 1j",
    "whole number too long": "state = 9007199254740993",
    "walrus": "state = (other := grad)",
    "starred": "state = (*params, grad)",
    "await": "state = yield",
    "free name": "state = unknown",
    "free function": "state = unknown(grad)",
    "NumPy function outside the list": "state = np.exp(grad)",
    "reduction": "state = np.sum(grad)",
    "keyword argument": "state = np.where(grad > 0, x=1, y=2)",
    "too many arguments": "state = np.sqrt(grad, grad)",
    "method": "state = grad.sum()",
    "helper with too few arguments": "state = helper()",
    "unpacking two into three": "a, b, c = grad, params",
    "nested unpacking": "(a, b), c = (grad, params), 1",
    "half new, half old": "state, other = grad, params",
    "two targets": "state = other = grad",
    "attribute as target": "grad.x = 1",
    "subscript as target": "grad[0] = 1",
    "word of JavaScript": "new = grad",
    "hides a function": "helper = grad",
    "expression statement": "np.sqrt(grad)",
    "array of no list": "state = np.array(grad)",
}


@pytest.mark.parametrize("line", OUTSIDE.values(), ids=OUTSIDE)
def test_what_it_does_not_understand_stops_with_file_and_line(line):
    with pytest.raises(TranslationError, match=r"rules\.py, line (8|9): .+, in rule"):
        translate_source(GOOD.format(line=line), {"rule"}, "rules.py")


SIGNATURES = {
    "*arguments": "def rule(params, *rest):\n    return params",
    "**arguments": "def rule(params, **rest):\n    return params",
    "positional-only": "def rule(params, /, grad):\n    return params",
    "decorator": "@np.vectorize\ndef rule(params):\n    return params",
    "no return": "def rule(params):\n    x = params",
    "bare return": "def rule(params):\n    return",
    "default that is free": "def rule(params, state=other):\n    return params",
    "word of JavaScript as argument": "def rule(params, *, default=1):\n    return params",
}


@pytest.mark.parametrize("source", SIGNATURES.values(), ids=SIGNATURES)
def test_signatures_that_it_does_not_understand(source):
    with pytest.raises(TranslationError, match=r"rules\.py, line \d+: .+, in rule"):
        translate_source(source, {"rule"}, "rules.py")


def test_a_function_that_is_not_there():
    with pytest.raises(TranslationError, match=r"rules\.py defines no function other"):
        translate_source(GOOD.format(line="state = grad"), {"other"}, "rules.py")


def test_helpers_come_along_and_defaults_stay():
    text = translate_source(GOOD.format(line="state = helper(grad)"), {"rule"})
    assert "function helper(a)" in text and "function rule(params, grad, [state = 0.0] = [], {rate = 0.1} = {})" in text


def test_the_comparison_above_can_fail():
    broken = translated().replace("(decay * square_avg)", "(square_avg * 0.9)")
    assert broken != translated()
    with pytest.raises(AssertionError):
        check_tape(rmsprop, lambda questions: in_node(questions, broken))
