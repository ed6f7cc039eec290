"""Runs inside the sandbox: a student's cells, then calls of what they defined, as the grader asks for them.

Nothing here is trusted. Student's code shares this process and may rewrite all of it; what it gains is the choice of
the data that it returns, which it had anyway.
"""

import ast
import inspect
import io
import linecache
import os
import sys
import types

import absent
import lazy_pyplot
import notebook_shell
import parsing
import wire

MAX_FIGURES = 3
MAX_PNG = 2 << 20  # bytes
DOTS_PER_INCH = 72


class Worker:
    """The notebook's names and objects, and what the grader may ask of them: each ``do_`` returns a reply."""

    def __init__(self):
        self.notebook = types.ModuleType("__main__")
        self.names = self.notebook.__dict__
        self.names[parsing.LACKING] = self.lacking
        notebook_shell.install(self.names, self.run)
        self.cell, self.notes, self.starred, self.loop = "", [], [], None
        self.objects = {}
        self.own_module, sys.modules["__main__"] = sys.modules["__main__"], self.notebook

    def answer(self, request):
        """The reply to one request of the grader."""
        try:
            return getattr(self, f"do_{request.pop('do')}")(**request)
        except BaseException as error:
            return {"error": described(error, self.starred)}

    def do_hello(self):
        """Say that it is up."""
        return {"value": None}

    def do_run(self, code, cell, draw, later):
        """Run a cell. With ``draw``, reply with its figures; with ``later``, leave it out if nothing there needs it."""
        self.cell, self.notes = cell, []
        tree = parsing.parsed(code.decode(), f"<{cell}>")
        if later is not None and not parsing.needed(tree, later.decode()):
            return {"value": []}
        shown = self.execute(tree, self.names)
        return {"value": drawn(shown, draw), "notes": self.notes}

    def run(self, code, names):
        """Run what stands behind a magic, as a part of the present cell."""
        return self.execute(parsing.parsed(code, f"<{self.cell}>"), names)

    def execute(self, tree, names):
        """Run a cell's tree; returns the value of a last line that is an expression."""
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        self.evaluate(tree, "exec", names)
        return None if last is None else self.evaluate(ast.Expression(last.value), "eval", names)

    def evaluate(self, tree, mode, names):
        """The value of a tree, in which ``await`` may stand at top level."""
        code = compile(tree, f"<{self.cell}>", mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        value = eval(code, names)
        return self.awaited(value) if code.co_flags & inspect.CO_COROUTINE else value

    def awaited(self, coroutine):
        """The result of a coroutine, in the loop that all of the notebook's cells share."""
        import asyncio  # takes as long as a third of a verdict

        self.loop = self.loop or asyncio.new_event_loop()
        return self.loop.run_until_complete(coroutine)

    def lacking(self, name):
        """What stands for ``name``, whose import has just failed. Raises again what is no lack of a module."""
        error = sys.exc_info()[1]
        if not isinstance(error, ImportError):
            raise error
        self.notes.append(f"{error}: what does not use it counts all the same")
        if name == "*":
            self.starred.append(str(error))
            return None
        # Of `import a.b`, a may be there.
        package = sys.modules.get(name) if str(getattr(error, "name", "")).startswith(f"{name}.") else None
        return package or absent.Absent(error)

    def do_value(self, name):
        """The data that a name holds. Raises NameError."""
        return {"value": self.named(name)}

    def do_call(self, name, arguments, options):
        """The result of a function, by its name. Raises what the student's code raises."""
        return called(self.named(name), arguments, options)

    def do_make(self, name, handle, arguments, options):
        """Make an object of a class and keep it under ``handle``."""
        made = self.named(name)

        def make(*its, **their):
            self.objects[handle] = made(*its, **their)

        return called(make, arguments, options)

    def do_method(self, handle, name, arguments, options):
        """The result of a kept object's method."""
        return called(getattr(self.object(handle), name), arguments, options)

    def do_attribute(self, handle, name):
        """The data of a kept object's attribute."""
        return {"value": getattr(self.object(handle), name)}

    def do_set(self, handle, name, value):
        """Set a kept object's attribute."""
        setattr(self.object(handle), name, value)
        return {"value": None}

    def object(self, handle):
        """The object kept under ``handle``. Raises LookupError if another process held it."""
        if handle not in self.objects:
            raise LookupError("this object was lost when the process that held it ended")
        return self.objects[handle]

    def named(self, name):
        """What a name of the notebook's holds. Raises NameError."""
        if name not in self.names:
            raise NameError(f"name {name!r} is not defined")
        return self.names[name]


def called(function, arguments, options):
    """The result, and the arguments as the call left them: what it changed in place must show."""
    value = function(*arguments, **options)
    return {"value": value, "arguments": arguments, "options": options}


def drawn(shown, wanted):
    """The open figures as PNG if they are ``wanted``, None for each that is too much: too large, or after the last one.

    They are closed, as notebooks do after every cell.
    """
    pyplot = lazy_pyplot.loaded()
    if pyplot is None:
        return []
    figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
    if hasattr(shown, "savefig") and shown not in figures:
        figures.append(shown)
    pictures = [png(figure) for figure in figures[:MAX_FIGURES]] if wanted else []
    pyplot.close("all")
    shown = [picture if len(picture) <= MAX_PNG else None for picture in pictures]
    return shown + [None] * (len(figures) - len(shown)) if wanted else []


def png(figure):
    """The bytes of a figure's picture."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DOTS_PER_INCH, bbox_inches="tight")
    return file.getvalue()


def described(error, lacking):
    """An exception as [type, words, where in the student's cells]; it may be of the student's making.

    ``lacking`` says why ``from … import *`` brought no names.
    """
    words, where = "", ""
    try:
        words = str(error)[:2000]
        if isinstance(error, NameError) and lacking:
            words = "; ".join([words, *dict.fromkeys(lacking)])[:2000]
        if isinstance(error, SyntaxError) and error.lineno:
            words, where = str(error.msg)[:2000], f"line {error.lineno}"
        trace = error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file.startswith("<") and file in linecache.cache:
                where = f"cell {file[1:-1]}, line {trace.tb_lineno}"
            trace = trace.tb_next
    except BaseException:
        pass
    return [type(error).__name__[:100], words, where]


def serve(requests, replies):
    """Answer one request after the other, until there are no more."""
    worker = Worker()
    while True:
        frame = read(requests, wire.FRAME.size)
        nonce, header, body = wire.FRAME.unpack(frame)
        request = wire.decode(read(requests, header), read(requests, body))
        reply = worker.answer(request)
        try:
            packed = wire.pack(reply, nonce)
        except wire.WireError as error:
            packed = wire.pack({"error": ["returned", str(error), ""]}, nonce)
        while packed:
            packed = packed[os.write(replies, packed) :]


def read(requests, size):
    """So many bytes of the grader's; ends this process where there are no more."""
    content = bytearray()
    while len(content) < size:
        part = os.read(requests, min(size - len(content), 1 << 20))
        if not part:
            os._exit(0)
        content += part
    return bytes(content)


def silence():
    """What student's code prints goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


if __name__ == "__main__":
    sys.path.pop(0)
    silence()
    lazy_pyplot.install()
    serve(int(sys.argv[1]), int(sys.argv[2]))
