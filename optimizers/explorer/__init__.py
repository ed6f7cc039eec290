"""Sliders that redraw a figure, and the same figure where nothing runs."""

from optimizers.explorer.sliders import Explorer, choice, explore, log_slider, slider

__all__ = ["Explorer", "choice", "explore", "log_slider", "slider"]
