"""What hidden checks hold in place of a student's names: stand-ins that ask the sandbox, and are given data only."""

import ast
import inspect

import numpy as np

from grading.sandbox.process import NO_ANSWER, TimeUpError

STUB = "is not implemented yet"  # what is said of an answer that was not begun
MAX_WORD = 1_000  # characters: of a list NumPy makes an array in which every entry takes the room of the longest word


class AnswerError(Exception):
    """The student's code raised, or what it gave is no data; the message says so in words."""


def _like(name, *kinds):
    return type(name, (AnswerError, *kinds), {"__doc__": f"The student's code raised {name}."})


# Checks may ask for these by their own names, as in `except ValueError`. No others: a student's StopIteration, for
# one, would end a loop of the check's.
KINDS = {it.__name__: _like(it.__name__, it) for it in (ValueError, TypeError, ZeroDivisionError, NotImplementedError)}


def stand_in(name, node, session):
    """What stands for a name that the stub defines by ``node``; None for one that is data, fetched by ``value``."""
    if isinstance(node, ast.FunctionDef):
        return Function(name, node, session)
    if isinstance(node, ast.ClassDef):
        methods = frozenset(it.name for it in node.body if isinstance(it, ast.FunctionDef))
        return Class(name, methods, session)
    return None


def value(name, session):
    """The data that the student's code assigned to ``name``."""
    return _result(session.ask({"do": "value", "name": name}), name)


class Function:
    """A student's function, called in the sandbox. What it changes in place in its arguments is changed in ours."""

    def __init__(self, name, node, session):
        self.__name__ = name
        self.__signature__ = inspect.Signature(
            inspect.Parameter(it.arg, inspect.Parameter.POSITIONAL_OR_KEYWORD) for it in node.args.args
        )
        self._session = session

    def __call__(self, *arguments, **options):
        return _call(self._session, {"do": "call", "name": self.__name__}, arguments, options, self.__name__)

    def __repr__(self):
        return f"<the answer's {self.__name__}>"


class Class:
    """A student's class: calling it makes an object in the sandbox."""

    def __init__(self, name, methods, session):
        self.__name__ = name
        self._methods = methods
        self._session = session

    def __call__(self, *arguments, **options):
        handle = self._session.new_handle()
        request = {"do": "make", "name": self.__name__, "handle": handle}
        _call(self._session, request, arguments, options, self.__name__)
        return Object(self.__name__, self._methods, handle, self._session)

    def __repr__(self):
        return f"<the answer's class {self.__name__}>"


class Object:
    """A student's object: the methods that the stub defines can be called, other public attributes are data."""

    def __init__(self, name, methods, handle, session):
        self.__dict__.update(_name=name, _methods=methods, _handle=handle, _session=session)

    def __getattr__(self, name):
        _refuse_private(name)
        if name in self._methods:
            return lambda *arguments, **options: self._method(name, arguments, options)
        request = {"do": "attribute", "handle": self._handle, "name": name}
        return _result(self._session.ask(request), f"{self._name}.{name}")

    def __setattr__(self, name, value):
        _refuse_private(name)
        request = {"do": "set", "handle": self._handle, "name": name, "value": value}
        _result(self._session.ask(request), f"{self._name}.{name}")

    def __call__(self, *arguments, **options):
        if "__call__" not in self._methods:
            raise TypeError(f"a {self._name} is not callable")
        return self._method("__call__", arguments, options)

    def _method(self, name, arguments, options):
        request = {"do": "method", "handle": self._handle, "name": name}
        return _call(self._session, request, arguments, options, f"{self._name}.{name}")

    def __repr__(self):
        return f"<the answer's {self._name}>"


def _refuse_private(name):
    if name.startswith("_"):
        raise AttributeError(f"checks have no access to {name}")


def _call(session, request, arguments, options, name):
    try:
        reply = session.ask({**request, "arguments": arguments, "options": options})
    except TimeUpError as error:
        if str(error) == NO_ANSWER:
            error.args = (f"{name} gave {NO_ANSWER}",)
        raise
    result = _result(reply, name)
    _mirror(arguments, reply.get("arguments"))
    _mirror(options, reply.get("options"))
    return result


def _result(reply, name):
    if "error" not in reply:
        if _longest_word([reply["value"], reply.get("arguments"), reply.get("options")]) > MAX_WORD:
            raise AnswerError(f"{name} gives a text of more than {MAX_WORD} characters")
        return reply["value"]
    kind, words, where = reply["error"]
    if kind == "returned":
        raise AnswerError(f"{name} gives {words}")
    what = f"{name} raised {kind}" + (f": {words}" if words else "")
    if kind == "NotImplementedError":  # what the released cells raise
        what = f"{name} {STUB}"
    raise KINDS.get(kind, AnswerError)(what + (f" ({where})" if where else ""))


def _longest_word(value):
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        return max(map(_longest_word, value), default=0)
    return len(value) if isinstance(value, str | bytes) else 0


def _mirror(mine, theirs):
    """Change ``mine`` in place to what became of it in the sandbox, as far as it can be changed."""
    if isinstance(mine, np.ndarray) and isinstance(theirs, np.ndarray):
        if mine.shape == theirs.shape and mine.dtype == theirs.dtype and mine.tobytes() != theirs.tobytes():
            mine[...] = theirs
    elif isinstance(mine, list) and isinstance(theirs, list):
        _mirror_items(mine, theirs, range(min(len(mine), len(theirs))))
        mine[:] = [*mine[: len(theirs)], *theirs[len(mine) :]]
    elif isinstance(mine, dict) and isinstance(theirs, dict):
        _mirror_items(mine, theirs, [key for key in mine if key in theirs])
        for key in [key for key in mine if key not in theirs]:
            del mine[key]
        mine.update({key: value for key, value in theirs.items() if key not in mine})
    elif isinstance(mine, tuple) and isinstance(theirs, tuple):
        for pair in zip(mine, theirs, strict=False):
            _mirror(*pair)


def _mirror_items(mine, theirs, keys):
    for key in keys:
        if isinstance(mine[key], np.ndarray | list | dict | tuple):
            _mirror(mine[key], theirs[key])
        else:
            mine[key] = theirs[key]
