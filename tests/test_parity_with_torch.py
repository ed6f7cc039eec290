"""Our rules against PyTorch's: parameters and state after every step, open loop.

Both sides are fed one recorded sequence of gradients. If each computed its own, Rosenbrock's valley would amplify
the last bit to a visible difference within 200 steps, which is chaos and not a fault.
"""

import inspect
import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

import optimizers
from helpers.chapters import ROOT
from helpers.gradient_tapes import tape
from optimizers import descend
from optimizers.contract import anatomy

# Of the largest magnitude that this coordinate of this array has had so far: at most some hundreds of its last bit.
TOLERANCES = {"float64": 1e-13, "float32": 5e-6}
DRAWS = range(25)


class Twin(NamedTuple):
    rule: Callable
    optimizer: str
    variant: dict  # what asks torch for this variant
    state: tuple  # torch's names for our state, in our order; None for what torch does not keep


TWINS = [
    Twin(optimizers.gradient_descent, "SGD", {}, ()),
    Twin(optimizers.momentum, "SGD", {}, ("momentum_buffer",)),
    Twin(optimizers.nesterov, "SGD", {"nesterov": True}, ("momentum_buffer",)),
    Twin(optimizers.rprop, "Rprop", {}, ("prev", "step_size")),
    Twin(optimizers.adagrad, "Adagrad", {}, ("sum",)),
    Twin(optimizers.rmsprop, "RMSprop", {}, ("square_avg",)),
    Twin(optimizers.centered_rmsprop, "RMSprop", {"centered": True}, ("square_avg", "grad_avg")),
    Twin(optimizers.momentum_rmsprop, "RMSprop", {}, ("square_avg", "momentum_buffer")),
    Twin(optimizers.adam, "Adam", {}, ("exp_avg", "exp_avg_sq", None, None)),
    Twin(optimizers.amsgrad, "Adam", {"amsgrad": True}, ("exp_avg", "exp_avg_sq", "max_exp_avg_sq", None, None)),
]
every_twin = pytest.mark.parametrize("twin", TWINS, ids=[twin.rule.__name__ for twin in TWINS])

# torch's keywords, and the hyperparameters of ours that go into each.
KEYWORDS = {
    "lr": ("learning_rate",),
    "momentum": ("momentum",),
    "alpha": ("decay",),
    "eps": ("eps",),
    "betas": ("decay1", "decay2"),
    "etas": ("shrink", "grow"),
    "step_sizes": ("smallest_step", "largest_step"),
}

RANGES = {
    "learning_rate": lambda rng: 10 ** rng.uniform(-4, 0.3),
    "momentum": lambda rng: rng.uniform(0.05, 0.999),
    "decay": lambda rng: 1 - 10 ** rng.uniform(-3, -0.2),
    "eps": lambda rng: 10 ** rng.uniform(-12, -2),
    "decay1": lambda rng: rng.choice([0.0, rng.uniform(0, 0.99)]),
    "decay2": lambda rng: 1 - 10 ** rng.uniform(-3, -0.2),
    "grow": lambda rng: rng.uniform(1.05, 2),
    "shrink": lambda rng: rng.uniform(0.1, 0.95),
    "smallest_step": lambda rng: 10 ** rng.uniform(-8, -5),
    "largest_step": lambda rng: 10 ** rng.uniform(0.5, 2),
}


def in_torchs_words(values):
    """Hyperparameters of ours under torch's keywords."""
    words = {}
    for keyword, names in KEYWORDS.items():
        if names[0] in values:
            pair = tuple(float(values[name]) for name in names)
            words[keyword] = pair if len(pair) > 1 else pair[0]
    return words


def drawn(rule, seed):
    """Random hyperparameters for a rule."""
    rng = np.random.default_rng(seed)
    return {name: float(RANGES[name](rng)) for name in anatomy(rule).hyperparameters}


def ours(twin, start, gradients, values):
    """(parameters, *state) of our rule, each of shape (steps, n)."""
    params, state, record = start, (), []
    for gradient in gradients:
        params, *state = twin.rule(params, gradient, *state, **values)
        record.append((params, *state))
    return [np.stack(arrays) for arrays in zip(*record, strict=True)]


def theirs(torch, twin, start, gradients, values):
    """(parameters, *state) of torch's optimizer, each of shape (steps, n); None where torch keeps no such state."""
    params = torch.nn.Parameter(torch.tensor(start))
    optimizer = getattr(torch.optim, twin.optimizer)([params], **in_torchs_words(values), **twin.variant)
    record = []
    for gradient in gradients:
        params.grad = torch.tensor(gradient)
        optimizer.step()
        kept = optimizer.state[params]
        assert kept.keys() - {"step"} == set(twin.state) - {None}, "torch keeps state that is not compared"
        record.append([params.detach().numpy().copy(), *(key and kept[key].numpy().copy() for key in twin.state)])
    return [None if arrays[0] is None else np.stack(arrays) for arrays in zip(*record, strict=True)]


def assert_equal_at_every_step(name, our, their, compared=True):
    assert our.dtype == their.dtype, name
    scale = np.maximum.accumulate(np.abs(their), axis=0)
    wrong = ~(np.abs(our - their) <= TOLERANCES[our.dtype.name] * scale) & compared
    if wrong.any():
        step, coordinate = np.argwhere(wrong)[0]
        at = step, coordinate
        pytest.fail(f"{name}: step {step + 1}, coordinate {coordinate}: ours {our[at]!r}, torch's {their[at]!r}")


def assert_parity(torch, twin, start, gradients, values):
    our, their = ours(twin, start, gradients, values), theirs(torch, twin, start, gradients, values)
    compared = well_conditioned(*our[1:]) if twin.rule is optimizers.centered_rmsprop else True
    assert_equal_at_every_step("params", our[0], their[0], compared)
    for key, our_state, their_state in zip(twin.state, our[1:], their[1:], strict=True):
        if key is not None:
            assert_equal_at_every_step(key, our_state, their_state)


def well_conditioned(square_avg, grad_avg):
    """Where the centered rule's variance s − m² is more than rounding; beyond that torch itself returns NaN.

    From the first step on at which it is not, a coordinate is left out.
    """
    return np.logical_and.accumulate(square_avg - grad_avg * grad_avg >= 1e-12 * square_avg, axis=0)


@pytest.mark.parametrize("seed", DRAWS)
@every_twin
def test_recorded_gradients(torch, twin, seed):
    gradients = tape(seed)
    # From zero, because at any other start the tolerance would hide the tiny steps.
    assert_parity(torch, twin, np.zeros(gradients.shape[1]), gradients, drawn(twin.rule, seed))


@pytest.mark.parametrize("seed", DRAWS)
@every_twin
def test_recorded_gradients_in_single_precision(torch, twin, seed):
    """Tamer gradients than in double precision: squares of 1e-30 are none in float32, on either side."""
    gradients = tape(seed).astype(np.float32)
    assert_parity(torch, twin, np.zeros(gradients.shape[1], np.float32), gradients, drawn(twin.rule, seed))


@pytest.mark.parametrize("landscape", [optimizers.rosenbrock(), optimizers.beale()], ids=lambda it: it.name)
@every_twin
def test_gradients_of_our_own_descent(torch, twin, landscape):
    values = {"learning_rate": 1e-4 if twin.optimizer == "SGD" else 0.01}
    path = descend(twin.rule, landscape, landscape.start, 500, **values)
    assert not path.diverged
    gradients = landscape.grad(path.params[:-1].T).T.copy()
    defaults = {
        name: inspect.signature(twin.rule).parameters[name].default for name in anatomy(twin.rule).hyperparameters
    }
    assert_parity(torch, twin, np.array(landscape.start), gradients, defaults | values)


def test_centered_rmsprop_is_compared_nearly_everywhere():
    """The exception for lost digits must not swallow the comparison."""
    twin = next(twin for twin in TWINS if twin.rule is optimizers.centered_rmsprop)
    shares = []
    for seed in DRAWS:
        gradients = tape(seed)
        _, *state = ours(twin, np.zeros(gradients.shape[1]), gradients, drawn(twin.rule, seed))
        shares.append(well_conditioned(*state).mean())
    assert np.mean(shares) > 0.8


@pytest.mark.parametrize("rule", [optimizers.adam, optimizers.amsgrad])
@pytest.mark.parametrize("decays", [(0.9, 0.999), (0.5, 0.25), (0.0, 0.99)])
def test_bias_correction_products_are_powers(rule, decays):
    """torch keeps the step count t and computes βᵗ; we keep the product."""
    params, state = 0.0, ()
    for t in range(1, 500):
        params, *state = rule(params, 1.0, *state, decay1=decays[0], decay2=decays[1])
        assert state[-2:] == pytest.approx([decay**t for decay in decays], rel=TOLERANCES["float64"], abs=0)


SAME_DEFAULTS = {
    "rprop": ("lr", "etas", "step_sizes"),
    "adagrad": ("lr", "eps"),
    "rmsprop": ("lr", "eps"),
    "centered_rmsprop": ("lr", "eps"),
    "momentum_rmsprop": ("lr", "eps"),
    "adam": ("lr", "betas", "eps"),
    "amsgrad": ("lr", "betas", "eps"),
}


@pytest.mark.parametrize("twin", [t for t in TWINS if t.rule.__name__ in SAME_DEFAULTS], ids=lambda t: t.rule.__name__)
def test_defaults_that_are_torchs(torch, twin):
    signature = inspect.signature(getattr(torch.optim, twin.optimizer))
    defaults = in_torchs_words(anatomy(twin.rule).hyperparameters)
    for keyword in SAME_DEFAULTS[twin.rule.__name__]:
        assert defaults[keyword] == signature.parameters[keyword].default, keyword


@every_twin
def test_docstring_tells_the_call_of_torch_that_is_the_same(torch, twin):
    """``torch.optim.X(keyword=value, …)`` in a docstring: keywords exist, values are our defaults."""
    calls = re.findall(r"``torch\.optim\.(\w+)\((.*?)\)``", twin.rule.__doc__, re.S)
    assert [name for name, _ in calls] == [twin.optimizer]
    written = eval(f"dict({calls[0][1]})", {"__builtins__": {}, "dict": dict})
    signature = inspect.signature(getattr(torch.optim, twin.optimizer))
    assert written.keys() <= signature.parameters.keys()
    defaults = in_torchs_words(anatomy(twin.rule).hyperparameters)
    if twin.rule is optimizers.gradient_descent:  # its docstring says that it gives the libraries' defaults instead
        defaults = {"lr": signature.parameters["lr"].default}
    assert written == {keyword: (defaults | twin.variant)[keyword] for keyword in written}


def test_docstrings_name_torchs_state():
    for twin in TWINS:
        doc = twin.rule.__doc__
        if "State: as `adam`" in doc:
            doc += optimizers.adam.__doc__
        for key in filter(None, twin.state):
            assert f"``{key}``" in doc, (twin.rule.__name__, key)


def test_the_readme_counts_the_rules_that_torch_has():
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    promise = f"the {words[len(TWINS) - 1]} rules that PyTorch has match it to 10⁻¹³ of their scale"
    assert promise in (ROOT / "README.md").read_text(encoding="utf-8") and TOLERANCES["float64"] == 1e-13
