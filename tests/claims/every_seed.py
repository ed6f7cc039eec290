"""Every claim in which chance plays a part, on twenty other seeds: `make claims`. The test run takes a few of them."""

import pytest

from helpers.claims import first_trial, on_trial
from optimizers.claims import CLAIMS

CHANCE = [claim for claim in CLAIMS.values() if claim.takes_seed]


@pytest.mark.parametrize("seed", range(1, 21))
@pytest.mark.parametrize("claim", CHANCE, ids=[f"claim {claim.number}" for claim in CHANCE])
def test_every_reading_fares_on_another_seed_as_on_the_first(claim, seed):
    first, other = first_trial(claim), on_trial(claim, seed=seed)
    assert [it.holds for it in other.findings] == [it.holds for it in first.findings], other.findings
