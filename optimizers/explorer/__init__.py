"""Live figures: sliders that run the book's rules in the page, translated from their Python source."""

from optimizers.explorer.controls import choice, log_slider, slider
from optimizers.explorer.figure import Explorer
from optimizers.explorer.views import (
    explore_counterexample,
    explore_descents,
    explore_dials,
    explore_outliers,
    explore_phase,
    explore_records,
    explore_signs,
    ground,
)

__all__ = [
    "Explorer",
    "choice",
    "explore_counterexample",
    "explore_descents",
    "explore_dials",
    "explore_outliers",
    "explore_phase",
    "explore_records",
    "explore_signs",
    "ground",
    "log_slider",
    "slider",
]
