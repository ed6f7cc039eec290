"""Claims on trial: what popular articles say about RMSprop, each sentence beside the experiment that settles it.

>>> from optimizers.claims import CLAIMS
>>> CLAIMS[46].trial().verdict
'holds'
"""

from functools import cache

from optimizers.claims import (
    adagrad,
    batches,
    curvature,
    epsilon,
    lineage,
    memory,
    oscillation,
    rprop,
    speed,
    stall,
    update,
)
from optimizers.claims.trial import OURS, SOURCES, VERDICTS, Claim, Finding, Trial

_GROUPS = speed, oscillation, curvature, update, memory, epsilon, rprop, batches, adagrad, stall, lineage
CLAIMS = {
    claim.number: claim
    for claim in sorted(
        (it for group in _GROUPS for it in vars(group).values() if isinstance(it, Claim)), key=lambda it: it.number
    )
}

__all__ = ["CLAIMS", "OURS", "SOURCES", "VERDICTS", "Claim", "Finding", "Trial", "tried"]


@cache
def tried(number):
    """The `Trial` of the claim of this number, run once. Raises KeyError for a number without a claim."""
    return CLAIMS[number].trial()
