"""A verdict that cannot flip is no verdict: rules and landscapes get a fault each, and claims must notice."""

import importlib
import sys

import pytest

import optimizers
from helpers import faulty
from helpers.claims import first_trial, on_trial
from optimizers import digits, quadratic_bowl
from optimizers.claims import CLAIMS, shapes
from optimizers.claims.trial import FALSE, HOLDS, IN_PART

_grad = digits.grad

# What is put in the place of what: a name that the experiment's module uses, or one elsewhere in the package.
FAULTS = {
    "RMSprop: root forgotten": ("rmsprop", faulty.rmsprop_without_root),
    "RMSprop: 1 − β forgotten": ("rmsprop", faulty.rmsprop_with_a_sum),
    "RMSprop: sum for average": ("rmsprop", faulty.rmsprop_that_forgets_nothing),
    "RMSprop: β swapped with 1 − β": ("rmsprop", faulty.rmsprop_with_decay_swapped),
    "RMSprop: average started at 1": ("rmsprop", faulty.rmsprop_from_one),
    "RMSprop: square forgotten": ("rmsprop", faulty.rmsprop_of_plain_gradients),
    "RMSprop: gradient replaced by its average": ("rmsprop", faulty.rmsprop_with_averaged_gradient),
    "RMSprop: sign dropped": ("rmsprop", faulty.rmsprop_without_sign),
    "RMSprop: ε left out": ("rmsprop", faulty.rmsprop_without_epsilon),
    "RMSprop: ε always in": ("rmsprop", faulty.rmsprop_always_with_epsilon),
    "RMSprop: divides before it averages": ("rmsprop", faulty.rmsprop_that_looks_back),
    "RMSprop: one average for all coordinates": ("rmsprop", faulty.rmsprop_with_one_average_for_all),
    "RMSprop with ε inside: moved outside": ("rmsprop_eps_inside", optimizers.rmsprop),
    "RMSprop, centered: center forgotten": ("centered_rmsprop", faulty.centered_without_center),
    "RMSprop, centered: square forgotten": ("centered_rmsprop", faulty.centered_of_plain_gradients),
    "RMSprop with momentum: velocity forgotten": ("momentum_rmsprop", faulty.momentum_rmsprop_without_velocity),
    "Adagrad: root forgotten": ("adagrad", faulty.adagrad_without_root),
    "Adagrad: magnitudes for squares": ("adagrad", faulty.adagrad_of_magnitudes),
    "Adagrad: average for sum": ("adagrad", faulty.adagrad_that_forgets),
    "Adagrad: sum started at 1": ("adagrad", faulty.adagrad_from_one),
    "Adam: bias correction forgotten": ("adam", faulty.adam_uncorrected),
    "momentum: β swapped with 1 − β in its sum": ("momentum", faulty.averaged_momentum),
    "gradient descent: sign turned": ("gradient_descent", faulty.uphill),
    "gradient descent: size dropped": ("gradient_descent", faulty.votes),
    "sign descent: size kept": ("sign_descent", faulty.weighs),
    "Rprop: 1.2 and 0.5 swapped": ("optimizers.update_rules._adapted", faulty.adapted_the_wrong_way),
    "Rprop: limits forgotten": ("optimizers.update_rules._adapted", faulty.adapted_without_limits),
    "Rprop: adaptation forgotten": ("optimizers.update_rules._adapted", faulty.adapted_never),
    "Rprop−: waits on a flip": ("rprop_minus", optimizers.rprop),
    "iRprop−: steps on a flip": ("rprop", optimizers.rprop_minus),
    "noise: off": ("noisy", lambda land, sigma, rng: land),
    "saddle: a coordinate's sign turned": ("saddle", faulty.saddle_that_holds),
    "double well: one well": ("double_well", lambda: quadratic_bowl(2)),
    "plateau: a bowl": ("plateau", lambda: quadratic_bowl(2)),
    "valley: turned by 45°": ("valley", faulty.valley_turned),
    "valley: angle forgotten": ("valley", faulty.valley_not_turned),
    "valley: κ forgotten": ("valley", faulty.round_valley),
    "line: squared": ("steep_line", lambda x: 100 * x * x),
    "curvature: slope for curvature": ("slope_and_curvature", faulty.slope_twice),
    "crossings: the others counted": ("crossings", faulty.crossings_uncrossed),
    "regression: scale forgotten": ("regression", faulty.regression_not_scaled),
    "regression: always scaled down": ("regression", faulty.regression_scaled_down),
    "tape: its outlier's sign turned": ("TAPE", [0.1] * 9 + [0.9]),
    "bfloat16: no rounding": ("bfloat16", float),
    "default of β: PyTorch's read as 0.9": ("pytorch_default", lambda *names: 0.9),
    "digits: gradient's sign turned": ("optimizers.digits.grad", lambda *given: -_grad(*given)),
    "digits: gradient halved": ("optimizers.digits.grad", lambda *given: 0.5 * _grad(*given)),
    "arrival: a lucky step counts": ("steps_to_stay", faulty.first_below),
}

# Which verdicts a fault flips, and to what; not all that it flips.
FLIPS = [
    ("RMSprop: root forgotten", 54, FALSE),
    ("RMSprop: 1 − β forgotten", 3, FALSE),
    ("RMSprop: 1 − β forgotten", 63, IN_PART),
    ("RMSprop: sum for average", 31, FALSE),
    ("RMSprop: sum for average", 32, HOLDS),
    ("RMSprop: sum for average", 48, HOLDS),
    ("RMSprop: sum for average", 51, IN_PART),
    ("RMSprop: sum for average", 52, IN_PART),
    ("RMSprop: sum for average", 53, FALSE),
    ("RMSprop: sum for average", 54, FALSE),
    ("RMSprop: sum for average", 55, FALSE),
    ("RMSprop: sum for average", 59, FALSE),
    ("RMSprop: sum for average", 60, FALSE),
    ("RMSprop: sum for average", 65, FALSE),
    ("RMSprop: β swapped with 1 − β", 3, FALSE),
    ("RMSprop: β swapped with 1 − β", 18, FALSE),
    ("RMSprop: β swapped with 1 − β", 24, FALSE),
    ("RMSprop: β swapped with 1 − β", 28, FALSE),
    ("RMSprop: β swapped with 1 − β", 32, HOLDS),
    ("RMSprop: β swapped with 1 − β", 60, FALSE),
    ("RMSprop: β swapped with 1 − β", 69, FALSE),
    ("RMSprop: average started at 1", 29, HOLDS),
    ("RMSprop: square forgotten", 15, FALSE),
    ("RMSprop: square forgotten", 19, FALSE),
    ("RMSprop: square forgotten", 21, FALSE),
    ("RMSprop: square forgotten", 23, FALSE),
    ("RMSprop: square forgotten", 28, IN_PART),
    ("RMSprop: gradient replaced by its average", 27, IN_PART),
    ("RMSprop: gradient replaced by its average", 63, IN_PART),
    ("RMSprop: sign dropped", 1, FALSE),
    ("RMSprop: sign dropped", 23, FALSE),
    ("RMSprop: sign dropped", 24, FALSE),
    ("RMSprop: sign dropped", 26, IN_PART),
    ("RMSprop: sign dropped", 31, FALSE),
    ("RMSprop: sign dropped", 33, FALSE),
    ("RMSprop: sign dropped", 35, IN_PART),
    ("RMSprop: sign dropped", 54, FALSE),
    ("RMSprop: sign dropped", 65, FALSE),
    ("RMSprop: ε left out", 33, FALSE),
    ("RMSprop: ε left out", 35, IN_PART),
    ("RMSprop: ε always in", 21, FALSE),
    ("RMSprop: ε always in", 22, HOLDS),
    ("RMSprop: ε always in", 29, HOLDS),
    ("RMSprop: divides before it averages", 19, FALSE),
    ("RMSprop: one average for all coordinates", 15, FALSE),
    ("RMSprop: one average for all coordinates", 18, FALSE),
    ("RMSprop with ε inside: moved outside", 20, HOLDS),
    ("RMSprop, centered: center forgotten", 64, HOLDS),
    ("RMSprop, centered: square forgotten", 50, FALSE),
    ("RMSprop with momentum: velocity forgotten", 62, FALSE),
    ("Adagrad: root forgotten", 52, FALSE),
    ("Adagrad: root forgotten", 56, FALSE),
    ("Adagrad: root forgotten", 66, IN_PART),
    ("Adagrad: magnitudes for squares", 16, FALSE),
    ("Adagrad: magnitudes for squares", 57, FALSE),
    ("Adagrad: magnitudes for squares", 66, IN_PART),
    ("Adagrad: average for sum", 51, IN_PART),
    ("Adagrad: average for sum", 58, HOLDS),
    ("Adagrad: average for sum", 67, FALSE),
    ("Adagrad: sum started at 1", 56, FALSE),
    ("Adagrad: sum started at 1", 57, FALSE),
    ("Adagrad: sum started at 1", 67, HOLDS),
    ("Adam: bias correction forgotten", 55, FALSE),
    ("momentum: β swapped with 1 − β in its sum", 60, FALSE),
    ("gradient descent: sign turned", 5, IN_PART),
    ("gradient descent: sign turned", 11, FALSE),
    ("gradient descent: sign turned", 17, FALSE),
    ("gradient descent: sign turned", 68, FALSE),
    ("gradient descent: sign turned", 70, FALSE),
    ("gradient descent: sign turned", 71, FALSE),
    ("gradient descent: sign turned", 72, FALSE),
    ("gradient descent: size dropped", 2, FALSE),
    ("gradient descent: size dropped", 8, FALSE),
    ("gradient descent: size dropped", 9, IN_PART),
    ("gradient descent: size dropped", 10, FALSE),
    ("gradient descent: size dropped", 14, FALSE),
    ("gradient descent: size dropped", 17, FALSE),
    ("gradient descent: size dropped", 37, IN_PART),
    ("gradient descent: size dropped", 39, FALSE),
    ("gradient descent: size dropped", 45, IN_PART),
    ("gradient descent: size dropped", 46, FALSE),
    ("gradient descent: size dropped", 68, FALSE),
    ("gradient descent: size dropped", 72, IN_PART),
    ("sign descent: size kept", 38, FALSE),
    ("sign descent: size kept", 48, FALSE),
    ("sign descent: size kept", 49, FALSE),
    ("Rprop: 1.2 and 0.5 swapped", 36, FALSE),
    ("Rprop: 1.2 and 0.5 swapped", 37, IN_PART),
    ("Rprop: 1.2 and 0.5 swapped", 40, IN_PART),
    ("Rprop: 1.2 and 0.5 swapped", 42, FALSE),
    ("Rprop: 1.2 and 0.5 swapped", 43, IN_PART),
    ("Rprop: 1.2 and 0.5 swapped", 45, IN_PART),
    ("Rprop: limits forgotten", 43, IN_PART),
    ("Rprop: adaptation forgotten", 38, HOLDS),
    ("Rprop: adaptation forgotten", 40, IN_PART),
    ("Rprop: adaptation forgotten", 41, HOLDS),
    ("Rprop: adaptation forgotten", 42, HOLDS),
    ("Rprop: adaptation forgotten", 49, HOLDS),
    ("Rprop−: waits on a flip", 44, FALSE),
    ("Rprop−: waits on a flip", 47, FALSE),
    ("iRprop−: steps on a flip", 36, FALSE),
    ("saddle: a coordinate's sign turned", 10, HOLDS),
    ("saddle: a coordinate's sign turned", 53, FALSE),
    ("double well: one well", 2, HOLDS),
    ("plateau: a bowl", 37, FALSE),
    ("valley: turned by 45°", 70, FALSE),
    ("valley: angle forgotten", 16, HOLDS),
    ("valley: κ forgotten", 1, FALSE),
    ("valley: κ forgotten", 8, FALSE),
    ("valley: κ forgotten", 9, IN_PART),
    ("valley: κ forgotten", 11, FALSE),
    ("valley: κ forgotten", 16, FALSE),
    ("line: squared", 12, IN_PART),
    ("curvature: slope for curvature", 12, IN_PART),
    ("curvature: slope for curvature", 13, IN_PART),
    ("crossings: the others counted", 7, FALSE),
    ("crossings: the others counted", 69, FALSE),
    ("regression: scale forgotten", 6, FALSE),
    ("regression: scale forgotten", 30, FALSE),
    ("regression: always scaled down", 5, IN_PART),
    ("regression: always scaled down", 6, HOLDS),
    ("regression: always scaled down", 30, HOLDS),
    ("tape: its outlier's sign turned", 46, FALSE),
    ("tape: its outlier's sign turned", 47, FALSE),
    ("bfloat16: no rounding", 59, FALSE),
    ("default of β: PyTorch's read as 0.9", 61, HOLDS),
    ("digits: gradient's sign turned", 35, IN_PART),
    ("digits: gradient halved", 17, HOLDS),
    ("arrival: a lucky step counts", 37, IN_PART),
]
# Where a reading flips, and others keep the verdict.
READINGS = [
    ("RMSprop: sum for average", 4, "-++"),
    ("gradient descent: size dropped", 4, "+--"),
    ("noise: off", 7, "+--"),
    ("noise: off", 42, "+-+"),
    ("noise: off", 68, "+-+"),
]
NOT_FLIPPED = {
    4: "its readings are about two rules, and one fault moves one of them",
    25: "it has no experiment",
    34: "it rests on a citation",
}


def plant(monkeypatch, claim, fault):
    """Put the fault where the claim's experiment meets it: in its module and in the shapes that it shares."""
    name, wrong = FAULTS[fault]
    home, _, attribute = name.rpartition(".")
    homes = [importlib.import_module(home)] if home else [sys.modules[claim.experiment.__module__], shapes]
    found = [module for module in homes if hasattr(module, attribute)]
    assert found, f"{fault}: claim {claim.number} does not use {name}"
    for module in found:
        monkeypatch.setattr(module, attribute, wrong)


@pytest.mark.sampled(30)
@pytest.mark.parametrize(("fault", "number", "verdict"), FLIPS, ids=[f"{fault}, claim {n}" for fault, n, _ in FLIPS])
def test_a_fault_flips_the_verdict(fault, number, verdict, monkeypatch):
    assert first_trial(CLAIMS[number]).verdict != verdict
    plant(monkeypatch, CLAIMS[number], fault)
    assert on_trial(CLAIMS[number]).verdict == verdict


@pytest.mark.parametrize(
    ("fault", "number", "fared"), READINGS, ids=[f"{fault}, claim {n}" for fault, n, _ in READINGS]
)
def test_a_fault_flips_a_reading(fault, number, fared, monkeypatch):
    assert "".join("+" if finding.holds else "-" for finding in first_trial(CLAIMS[number]).findings) != fared
    plant(monkeypatch, CLAIMS[number], fault)
    assert "".join("+" if finding.holds else "-" for finding in on_trial(CLAIMS[number]).findings) == fared


def test_every_fault_is_noticed_and_hardly_a_verdict_cannot_flip():
    assert {fault for fault, _, _ in [*FLIPS, *READINGS]} == FAULTS.keys()
    assert CLAIMS.keys() - {number for _, number, _ in FLIPS} == NOT_FLIPPED.keys()
