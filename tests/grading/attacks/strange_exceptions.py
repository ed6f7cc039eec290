# ruff: noqa
"""Raises exceptions whose words do as they please."""

import os


class Loud(Exception):
    def __str__(self):
        return "\x1b]0;title\x07\x1b[31m\x1b[2J<script>alert(1)</script>\u202e" + "x" * 1_000_000


class Silent(Exception):
    def __str__(self):
        os._exit(0)


class Word(str):
    def __str__(self):
        return self


Loud.__name__ = Word("Loud\x1b[2J")
turns = iter([Loud, Silent] * 50)


def step(param, grad, square_avg, **options):
    raise next(turns)


raise Loud
