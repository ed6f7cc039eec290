"""A rule side by side: its equation, the Python that runs, what each line gives for numbers of yours, PyTorch's call.

All of it is read off the rule: the equations from its docstring, the lines from its source, the numbers from running
them. A symbol carries its name, so that pointing at it lights it up in the card and in the figures of the page.
"""

import ast
import html
import inspect
import re

from optimizers.contract import anatomy
from optimizers.look import SYMBOLS, power
from optimizers.words import phrase

_NAME = re.compile(rf"\b({'|'.join(sorted(SYMBOLS, key=len, reverse=True))})\b")
_SYMBOL = re.compile(rf"(?<![A-Za-z])({'|'.join(sorted(set(SYMBOLS.values()), key=len, reverse=True))})(?![A-Za-z])")


class RuleCard:
    """What a notebook shows of a rule; ``rows`` are (equation, line of Python, with numbers, result)."""

    def __init__(self, rule, torch=None, **numbers):
        self.rule, self.torch = rule, torch
        self.rows = list(_rows(rule, numbers))

    def _repr_html_(self):
        rows = "".join(map(_row, self.rows))
        call = f'<p class="torch">PyTorch: <code>{_marked(self.torch, _NAME, SYMBOLS)}</code></p>' if self.torch else ""
        columns = phrase("Equation"), "Python", phrase("With numbers")
        head = f"<tr>{''.join(f'<th>{column}</th>' for column in columns)}</tr>"
        return f'<div class="rule-card"><table><thead>{head}</thead><tbody>{rows}</tbody></table>{call}</div>'

    def __repr__(self):
        return "\n".join(f"{equation:40} {line} {result}" for equation, line, _, result in self.rows)


def show_rule(rule, torch=None, **numbers):
    """A `RuleCard`: one update of ``rule`` at ``numbers``, which are its arguments by name; what is not told is as by
    default. ``torch`` is the call of PyTorch that does the same, as text.

    >>> from optimizers import gradient_descent
    >>> show_rule(gradient_descent, params=1.0, grad=4.0, learning_rate=0.1).rows[0][-1]
    '0.6'
    """
    return RuleCard(rule, torch, **numbers)


def _row(row):
    equation, line, worked, result = row
    return (
        f"<tr><td>{_marked(equation, _SYMBOL, {}, reached=True)}</td>"
        f"<td><code>{_marked(line, _NAME, SYMBOLS)}</code></td>"
        f'<td class="worked">{html.escape(worked)} <strong>{html.escape(result)}</strong></td></tr>'
    )


def _rows(rule, numbers):
    states, hyperparameters, _ = anatomy(rule)
    parameters = inspect.signature(rule).parameters
    values = {name: parameters[name].default for name in states} | hyperparameters | numbers
    equations = _equations(rule)
    source = inspect.getsource(rule)
    (function,) = ast.parse(source).body
    for statement in function.body[1:]:  # behind the docstring
        if isinstance(statement, ast.Return):
            new = statement.value.elts[0]
            target, line = "params", f"return {ast.unparse(new)}, …" if states else f"return {ast.unparse(new)}"
        else:
            target, new = statement.targets[0].id, statement.value
            line = ast.get_source_segment(source, statement)
        # What a helper of the package's own does is told by its result.
        worked = f"{_short(values[target])} →" if _is_helped(new) else f"{_worked(new, values)} ="
        values[target] = eval(compile(ast.Expression(new), "<rule>", "eval"), rule.__globals__, values)
        yield equations.get(SYMBOLS.get(target), ""), line, worked, _short(values[target])


def _is_helped(expression):
    """Whether a line calls a function that the rule has for itself."""
    calls = (node.func for node in ast.walk(expression) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id.startswith("_") for called in calls)


def _equations(rule):
    """The equations of a rule's docstring by the symbol that each defines."""
    found = {}
    for line in inspect.getdoc(rule).splitlines():
        for part in re.split(r"\s{4,}", line):
            if match := re.match(r"(\S+) ← ", part.strip()):
                found.setdefault(match[1], part.strip())
    return found


class _Filled(ast.NodeTransformer):
    def __init__(self, values):
        self.values = values

    def visit_Name(self, node):
        return ast.copy_location(ast.Name(_short(self.values[node.id])), node) if node.id in self.values else node


def _worked(expression, values):
    """An expression with its names replaced by numbers, as one would write it by hand."""
    filled = _Filled(values).visit(ast.parse(ast.unparse(expression), mode="eval").body)
    text = ast.unparse(filled)
    text = re.sub(r"√\(([\d.]+)\)", r"√\1", text.replace("np.sqrt", "√"))
    return text.replace("np.sign", "sign").replace(" * ", " · ").replace("-", "−")


def _short(value):
    mantissa, _, exponent = f"{float(value):.4g}".partition("e")
    return power(int(exponent)) if exponent and mantissa == "1" else f"{float(value):.4g}"


def _marked(text, pattern, symbols, reached=False):
    """Text as HTML in which every symbol is told as such; those of the equation are ``reached`` by keys, too."""
    by_keys = ' tabindex="0"' if reached else ""

    def told(match):
        return f'<span class="sym" data-symbol="{symbols.get(match[0], match[0])}"{by_keys}>{match[0]}</span>'

    return pattern.sub(told, html.escape(text))
