# ruff: noqa
"""A cell that never ends; the other answers' checks are to go on."""

while True:
    try:
        while True:
            pass
    except BaseException:
        pass
