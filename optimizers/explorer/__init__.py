"""Live figures: sliders that run the book's rules in the page, translated from their Python source.

Cards for claims are made by `optimizers.explorer.claim_cards`, which loads what their experiments need.
"""

from optimizers.explorer.controls import choice, log_slider, slider
from optimizers.explorer.figure import Explorer
from optimizers.explorer.prediction import predict, predict_curve, predict_number
from optimizers.explorer.rule_card import show_rule
from optimizers.explorer.views import (
    explore_counterexample,
    explore_descents,
    explore_dials,
    explore_drift,
    explore_outliers,
    explore_parabola,
    explore_phase,
    explore_rates,
    explore_records,
    explore_roots,
    explore_sensitivity,
    explore_sharpness,
    explore_signs,
    explore_tape,
    ground,
    table,
)

__all__ = [
    "Explorer",
    "choice",
    "explore_counterexample",
    "explore_descents",
    "explore_dials",
    "explore_drift",
    "explore_outliers",
    "explore_parabola",
    "explore_phase",
    "explore_rates",
    "explore_records",
    "explore_roots",
    "explore_sensitivity",
    "explore_sharpness",
    "explore_signs",
    "explore_tape",
    "ground",
    "log_slider",
    "predict",
    "predict_curve",
    "predict_number",
    "show_rule",
    "slider",
    "table",
]
