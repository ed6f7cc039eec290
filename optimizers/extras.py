"""What only a part of the package needs is an extra of its installation, and its absence is told as such."""

from contextlib import contextmanager


@contextmanager
def extra(name, part):
    """Import within this what the extra ``name`` installs, for the ``part`` of the package that needs it.

    Raises ModuleNotFoundError with what to install.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = error.name.partition(".")[0]
        words = f"{part} needs {missing}, which comes with the extra {name!r}: pip install 'optimizers[{name}]'"
        raise ModuleNotFoundError(f"{words}, or '.[{name}]' in the book's folder", name=missing) from error
