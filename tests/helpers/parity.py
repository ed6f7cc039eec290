"""The same runs in Python and in JavaScript, equal to the last bit: in Node here, in a browser in tests/site.

A check is handed ``ask``, which answers questions in an engine of its choice by way of `answering`.
"""

import json

import numpy as np

from helpers.catalogue import LANDSCAPES
from optimizers import descend, quadratic_bowl, replay
from optimizers.contract import anatomy
from optimizers.explorer.bundle import bundle, landscape_functions, translated

STEPS, RUNS = 200, 6

# Questions to answers, both as text: a rule over a landscape or on a tape. Infinity and NaN travel as words, which
# JSON does not have.
ANSWER = """(text) => {
  const engine = (() => {%(engine)s})();
  const { RULES, LANDSCAPES } = (() => {%(translated)s\nreturn { RULES, LANDSCAPES }})();
  const plain = (values) => Array.from(values, (it) => (Number.isFinite(it) ? it : String(it)));
  return JSON.stringify(JSON.parse(text).map(({ rule, land, start, options, settings, tape }) => {
    if (tape) return plain(engine.replay(RULES[rule], tape, settings).weights);
    const run = engine.descend(RULES[rule], LANDSCAPES[land], start, %(steps)d, settings, options);
    return { path: [run.xs, run.ys, run.losses].map(plain), state: run.state.map((of) => of.map(plain)) };
  }));
}"""


def answering(rules_and_landscapes=None):
    """A JavaScript function from the text of questions to that of answers, with the page's own engine."""
    text = rules_and_landscapes or translated()
    return ANSWER % {"engine": bundle("engine.js"), "translated": text.replace("export ", ""), "steps": STEPS}


def bits(values):
    """As numbers, zero without its sign; NaN equals NaN in NumPy's comparison."""
    return np.asarray(values, dtype=float) + 0.0


def random_settings(rule, rng):
    """Hyperparameters of a rule, from timid to reckless."""
    drawn = {
        "learning_rate": 10 ** rng.uniform(-4, 1.5),
        "momentum": rng.uniform(0, 1),
        "decay": rng.uniform(0, 1),
        "decay1": rng.uniform(0, 1),
        "decay2": rng.uniform(0, 1),
        "eps": 10 ** rng.uniform(-12, 0),
        "grow": rng.uniform(1, 2),
        "shrink": rng.uniform(0.1, 1),
        "smallest_step": 10 ** rng.uniform(-9, -6),
        "largest_step": 10 ** rng.uniform(0, 2),
    }
    unknown = anatomy(rule).hyperparameters.keys() - drawn.keys()
    assert not unknown, f"{rule.__name__}: say here from which range to draw {', '.join(sorted(unknown))}"
    return {name: drawn[name] for name in anatomy(rule).hyperparameters}


def random_landscape(key, rng):
    """A landscape by its name in the page, with the numbers that the page is given."""
    if key == "bowl":
        land = quadratic_bowl(10 ** rng.uniform(0, 3), rng.uniform(0, 90))
        return land, land.loss.keywords
    land = next(land for land in LANDSCAPES if land.key == key)
    return land, getattr(land.loss, "keywords", {})


def check_landscapes(rule, ask):
    """Random runs of ``rule`` on every landscape."""
    rng, questions, expected = np.random.default_rng(20), [], []
    for key in landscape_functions():
        for _ in range(RUNS):
            land, options = random_landscape(key, rng)
            settings = random_settings(rule, rng)
            start = rng.uniform(*np.transpose(land.bounds)).tolist()
            path = descend(rule, land, start, STEPS, **settings)
            questions.append(
                {"rule": rule.__name__, "land": key, "start": start, "options": options, "settings": settings}
            )
            expected.append((np.stack([*path.params.T, path.loss]), [state.T for state in path.state]))
    answers = json.loads(ask(json.dumps(questions)))
    for question, (path, state), theirs in zip(questions, expected, answers, strict=True):
        np.testing.assert_array_equal(bits(theirs["path"]), bits(path), str(question))
        np.testing.assert_array_equal(bits(theirs["state"]), bits(state), str(question))


def check_tape(rule, ask):
    """Gradients from tiny to huge, with a zero among them."""
    rng = np.random.default_rng(21)
    tape = (rng.standard_normal(STEPS) * 10.0 ** rng.integers(-12, 6, STEPS)).tolist()
    tape[3] = 0.0
    settings = random_settings(rule, rng)
    (theirs,) = json.loads(ask(json.dumps([{"rule": rule.__name__, "tape": tape, "settings": settings}])))
    np.testing.assert_array_equal(bits(theirs), bits(replay(rule, tape, **settings).params))
