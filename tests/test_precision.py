"""Rules in float32 and float16: parameters and state keep their precision, as torch's do."""

import numpy as np
import pytest

from helpers.catalogue import RULES, name
from optimizers.contract import anatomy

NUMBERS = {"decay1_product", "decay2_product"}  # Python's own, as torch's step count is


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("rule", RULES, ids=name)
def test_every_rule_keeps_the_precision_of_its_parameters(rule, dtype):
    params, state = np.array([1, -2, 3], dtype), ()
    for t, signs in enumerate([(1, 1, 0), (1, -1, 1), (-1, 1, 0), (0, 0, 1)]):  # agreements, flips and zeros
        values = {"loss": dtype(5 - t)} if anatomy(rule).takes_loss else {}
        if "eps" in anatomy(rule).hyperparameters:
            values["eps"] = 1e-3  # one that float16 can tell from zero
        params, *state = rule(params, np.array(signs, dtype), *state, **values)
        assert params.dtype == dtype
        for key, value in zip(anatomy(rule).states, state, strict=True):
            assert isinstance(value, float) if key in NUMBERS else value.dtype == dtype, key
