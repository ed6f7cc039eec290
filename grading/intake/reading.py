"""The canonical form of a file, made in a process that can be lost: no file stops those that come after it."""

import dataclasses

from nbformat import from_dict

from grading import bounded
from grading.intake.canonical import Canonical, Rejected, canonical

SECONDS = 10  # of processor time: a whole notebook takes a hundredth of one
AGAIN = "clear what is not your answer, save it in Jupyter, and hand it in again"


def form_of(*arguments):
    """What ``canonical`` makes of these arguments. Raises Rejected, for a file that takes too much to read, too."""
    try:
        made = bounded.call(form_here, *arguments, seconds=SECONDS)
    except bounded.Lost as loss:
        raise Rejected(f"to read it takes too much {loss.spent or '(its process ended)'}: {AGAIN}") from None
    if "rejected" in made:
        raise Rejected(made["rejected"])
    return Canonical(**{**made["form"], "notebook": from_dict(made["form"]["notebook"])})


def form_here(*arguments):
    """The canonical form as plain data, or why there is none, made in this process."""
    try:
        form = canonical(*arguments)
    except Rejected as error:
        return {"rejected": str(error)}
    return {"form": {it.name: getattr(form, it.name) for it in dataclasses.fields(form)}}
