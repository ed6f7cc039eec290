# ruff: noqa
"""Lets the book's package do the work."""

import optimizers

step = optimizers.rmsprop
