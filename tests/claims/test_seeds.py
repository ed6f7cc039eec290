"""Findings do not hang on the seed or on the grid: a sample of seeds here, twenty of them by `make claims`."""

import pytest

from helpers.claims import every_claim, first_trial, on_trial
from optimizers.claims import CLAIMS, shapes

CHANCE = [claim for claim in CLAIMS.values() if claim.takes_seed]


@pytest.mark.sampled(10)
@pytest.mark.parametrize("claim", CHANCE, ids=[f"claim {claim.number}" for claim in CHANCE])
def test_every_reading_fares_on_another_seed_as_on_the_first(claim):
    first = first_trial(claim)
    for seed in (101, 102):
        other = on_trial(claim, seed=seed)
        assert [it.holds for it in other.findings] == [it.holds for it in first.findings], (seed, other.findings)


@pytest.mark.sampled(12)
@every_claim
def test_every_reading_fares_on_a_finer_grid_of_rates_as_on_the_usual_one(claim, monkeypatch):
    usual = first_trial(claim)
    monkeypatch.setattr(shapes, "PER_DECADE", 3 * shapes.PER_DECADE)
    finer = on_trial(claim)
    assert [it.holds for it in finer.findings] == [it.holds for it in usual.findings], finer.findings


@pytest.mark.sampled(10)
@every_claim
def test_a_trial_repeats_to_the_letter(claim):
    assert on_trial(claim) == first_trial(claim)
