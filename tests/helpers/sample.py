"""A small exercise for the tests of the grader: a function, a class, a prediction, a figure and a written answer."""

import copy

from nbformat import v4

from grading.course.cells import label, labelled, named

SETUP = """import matplotlib.pyplot as plt
import numpy as np

SEED = 2026  # the grader puts a number of its own here"""

STEP = '''def step(param, grad, square_avg, *, learning_rate=0.01, decay=0.9, eps=0.1):
    """One update: the new param and the new square_avg."""
    ### BEGIN SOLUTION
    square_avg = decay * square_avg + (1 - decay) * grad**2
    return param - learning_rate * grad / (np.sqrt(square_avg) + eps), square_avg
    ### END SOLUTION'''

CHECK_STEP_VISIBLE = """param, square_avg = step(np.array([1.0, -2.0]), np.array([0.5, 4.0]), np.zeros(2), eps=0.0)
np.testing.assert_allclose(square_avg, [0.025, 1.6], err_msg="square_avg: did you square the gradient?")
assert np.allclose(param, [0.96837722, -2.03162278]), "param: divide by the root of the new square_avg"
"""

CHECK_STEP = """# Here your step is compared with another one, on random numbers.
### BEGIN HIDDEN TESTS
from grading.checks import compare

rng = np.random.default_rng(SEED)


def reference(param, grad, square_avg, learning_rate, decay, eps, root=np.sqrt):
    average = decay * square_avg + (1 - decay) * grad * grad
    return param - learning_rate * grad / (root(average) + eps), average


def cases():
    for shape in [(3,), (2, 3), (2, 2, 2)]:
        numbers = [rng.normal(size=shape), rng.normal(size=shape), rng.random(shape)]
        learning_rate, decay, eps = rng.uniform(0.1, 1), rng.uniform(0.5, 0.9), rng.uniform(0.01, 0.1)
        yield numbers, {"learning_rate": learning_rate, "decay": decay, "eps": eps}


mistakes = {"is the root forgotten?": lambda *numbers, **options: reference(*numbers, **options, root=lambda it: it)}
compare(step, reference, cases(), mistakes=mistakes)
### END HIDDEN TESTS"""

AVERAGE = '''class Average:
    """A running average with bias correction."""

    def __init__(self, decay):
        """Start with no value seen."""
        ### BEGIN SOLUTION
        self.decay, self.total, self.weight = decay, 0.0, 0.0
        ### END SOLUTION

    def update(self, value):
        """Take a value in, and return the average of all so far."""
        ### BEGIN SOLUTION
        self.total = self.decay * self.total + (1 - self.decay) * value
        self.weight = self.decay * self.weight + (1 - self.decay)
        return self.total / self.weight
        ### END SOLUTION'''

CHECK_AVERAGE = """# Here two of your averages run side by side.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(SEED)
decays = rng.uniform(0.5, 0.9, 2)
averages = [Average(decay) for decay in decays]
values = rng.normal(size=(5, 3))
for t in range(5):
    weights = decays[:, None] ** np.arange(t, -1, -1)
    for mine, weight in zip(averages, weights):
        expected = weight @ values[: t + 1] / weight.sum()
        assert np.allclose(mine.update(values[t]), expected), "is the average corrected, and each object's its own?"
assert np.isclose(averages[0].decay, decays[0]), "decay is not kept"
### END HIDDEN TESTS"""

PREDICT = """first_step = None  # your number
### BEGIN SOLUTION
first_step = 0.01 / np.sqrt(1 - 0.9)
### END SOLUTION"""

CHECK_PREDICT = """# Here your number is compared.
### BEGIN HIDDEN TESTS
assert first_step is not None, "first_step is not set"
assert abs(first_step - 0.0316227766) < 1e-6, "the first step is larger than the learning rate: by which factor?"
### END HIDDEN TESTS"""

ABOUT_FIGURE = """## Draw

**Marked by a person, 2 points**

- 0.5 points: a title.
- 1.5 points: labels on the axes."""

FIGURE = """# Draw the path.
### BEGIN SOLUTION
fig, ax = plt.subplots()
ax.plot([1, 2, 3])
### END SOLUTION"""

ABOUT_EXPLAIN = """## Explain

**Marked by a person, 2 points**

- 1 point: names the root, $\\sqrt{v}$.
- 1 point, the size: says *whose*."""

EXPLAIN = """### BEGIN SOLUTION
It divides by the gradient's own size.
### END SOLUTION"""

EXERCISE = "9_sample"
CHECKS = {"check-step-visible": 1, "check-step": 3, "check-average": 3, "check-predict": 2}
ANSWERS = ("step", "average", "predict", "figure", "explain")


def source():
    """The instructor's notebook."""
    cells = [
        _text("# A sample exercise\n\nRead the chapter first.", "title"),
        _code(SETUP, "setup", locked=True),
        _text("## Implement the step", "about-step"),
        _code(STEP, "step", solution=True),
        _code(CHECK_STEP_VISIBLE, "check-step-visible", grade=True, locked=True, points=1),
        _code(CHECK_STEP, "check-step", grade=True, locked=True, points=3),
        _text("## An average with a memory", "about-average"),
        _code(AVERAGE, "average", solution=True),
        _code(CHECK_AVERAGE, "check-average", grade=True, locked=True, points=3),
        _text("## Predict", "about-predict"),
        _code(PREDICT, "predict", solution=True),
        _code(CHECK_PREDICT, "check-predict", grade=True, locked=True, points=2),
        _text(ABOUT_FIGURE, "about-figure"),
        _code(FIGURE, "figure", solution=True, grade=True, points=2),
        _text(ABOUT_EXPLAIN, "about-explain"),
        _text(EXPLAIN, "explain", solution=True, grade=True, points=2),
    ]
    return v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})


def release(version="1"):
    """What students get."""
    notebook = source()
    notebook.metadata["grading"] = {"exercise": EXERCISE, "version": version}
    for cell in notebook.cells:
        code = "# YOUR CODE HERE\nraise NotImplementedError()" if cell.cell_type == "code" else "YOUR ANSWER HERE"
        cell.source = _cut(cell.source, "SOLUTION", code)
        cell.source = _cut(cell.source, "HIDDEN TESTS", "")
    return notebook


def other_exercise():
    """What students get of another exercise with the same setup."""
    other = release()
    other.metadata["grading"]["exercise"] = "3_rprop"
    for cell in other.cells:
        if cell.id != "setup":
            cell.source = cell.source.replace("step", "sign").replace("average", "mean") + " in another exercise"
    return other


def submission(**answers):
    """A student's notebook: the released one with ``answers``, named by grade_id with ``_`` for ``-``."""
    notebook = release()
    for cell in notebook.cells:
        name = (label(cell) or "").replace("-", "_")
        cell.source = answers.get(name, cell.source)
    return notebook


def solved(**answers):
    """A student's notebook with the right answers, but for ``answers``."""
    right = {name: _uncommented(cell.source) for name, cell in named(source()).items() if name in ANSWERS}
    return submission(**{**right, **answers})


def points(verdict):
    return sum(CHECKS[name] for name, failure in verdict["checks"].items() if failure is None)


def without_labels(notebook):
    """As some services save it: cells in order, but without metadata and ids."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata.clear()
    for cell in notebook.cells:
        cell.metadata.clear()
        del cell["id"]
    notebook.nbformat_minor = 4
    return notebook


def _text(source, name, **about):
    cell = v4.new_markdown_cell(source, id=name)
    return labelled(cell, name, **about) if about else cell


def _code(source, name, **about):
    return labelled(v4.new_code_cell(source, id=name), name, **about)


def _cut(text, region, replacement):
    lines, inside = [], False
    for line in text.splitlines():
        if f"### BEGIN {region}" in line:
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + it for it in replacement.splitlines()]
            inside = True
        elif f"### END {region}" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def _uncommented(text):
    return "\n".join(line for line in text.splitlines() if "###" not in line)
