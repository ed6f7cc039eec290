"""What the machine puts in the way of everyone: a disk that is full, files that are somebody else's."""

from sqlalchemy.exc import OperationalError

AGAIN = "What was done is kept: once that is mended, run the same command again"


def obstacle(error):
    """The OSError or OperationalError that an exception is, or hides as nbgrader does; None where there is none."""
    while error is not None and not isinstance(error, OSError | OperationalError):
        error = error.__context__
    return error


def told(error, course):
    """An obstacle in a sentence for the teacher of the ``course``."""
    if isinstance(error, OperationalError):
        return f"{course.root / 'gradebook.db'}: {error.orig}. {AGAIN}."
    return f"{error.filename or course.root}: {error.strerror or error}. {AGAIN}."
