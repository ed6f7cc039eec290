"""A notebook's cells run in plain Python, with what each prints, shows and returns, as a notebook would store it.

The worker behind *Edit and run* runs cells with it, and the test that compares a browser's numbers with the machine's
runs them with it in both. There is no IPython shell: it would take longer to load than the chapters' own packages.
"""

import ast
import asyncio
import base64
import importlib.util
import inspect
import io
import linecache
import os
import pprint
import re
import sys
import time
import tokenize
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import ModuleType

from book.widget_state import slim
from optimizers.words import phrase

VIEW, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
# By the names of the methods that notebooks ask for them.
MIMES = {
    "html": "text/html",
    "markdown": "text/markdown",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
}
CELL = "<cell "  # leads what a cell is called in a traceback
PRINTED = 100_000  # characters that a cell may print; a loop without an end would fill the memory
EVERY = 0.1  # seconds between two reports of what is being printed
FRAMES = 6  # lines of a traceback, at most


class Session:
    """Cells run one after the other in ``names``. ``tell(number, output)`` hears of each output while its cell runs."""

    def __init__(self, tell=lambda number, output: None):
        self.names = {"__name__": "__main__", "display": self.display, "input": _refuse}
        self.outputs, self._tell, self._count, self._told = [], tell, 0, 0.0

    def run(self, source, name=""):
        """Run one cell: the list of its outputs, the last one an error if it failed. ``name`` is its id.

        In a thread of its own, since an event loop may run in this one.
        """
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self.run_async(source, name)).result()

    async def run_async(self, source, name=""):
        """`run` where an event loop runs already."""
        global showing
        showing, self.outputs = self, []
        self._count += 1
        file = f"{CELL}{name or self._count}>"
        # Tracebacks and inspect.getsource look here; what has no time of change is kept.
        linecache.cache[file] = (len(source), None, f"{source.rstrip()}\n".splitlines(keepends=True), file)
        self._adopt_display()
        streams = redirect_stdout(_Stream(self, "stdout")), redirect_stderr(_Stream(self, "stderr"))
        with streams[0], streams[1], _drawing_here():
            try:
                await self._execute(source, file)
                self.show_figures()
            except (Exception, KeyboardInterrupt, SystemExit) as error:
                self.show_figures()
                self.put(_told(error, file))
        return self.outputs

    async def _execute(self, source, file):
        tree = ast.parse(source, file)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        await self._evaluate(tree, file, "exec")
        if last is None:
            return
        value = await self._evaluate(ast.Expression(last.value), file, "eval")
        if value is not None and not _silenced(source):
            self.names["_"] = value
            data, metadata = bundle(value)
            self.put(
                {"output_type": "execute_result", "execution_count": self._count, "data": data, "metadata": metadata}
            )

    async def _evaluate(self, tree, file, mode):
        code = compile(tree, file, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        value = eval(code, self.names)
        return await value if code.co_flags & inspect.CO_COROUTINE else value

    def display(self, *values, raw=False, metadata=None, **_options):
        """Show values as IPython's function of this name does."""
        for value in values:
            data, about = (value, {}) if raw else bundle(value)
            self.put({"output_type": "display_data", "data": data, "metadata": about | (metadata or {})})

    def clear(self, wait=False):
        """Forget what the cell has shown so far, as IPython's ``clear_output``."""
        self.outputs.clear()

    def put(self, output):
        """Add an output to those of the cell that runs."""
        self.outputs.append(output)
        self._tell(len(self.outputs) - 1, output)

    def write(self, stream, text):
        """Add printed text to the cell's outputs, as far as there is room."""
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") != stream:
            self.put({"output_type": "stream", "name": stream, "text": ""})
            last = self.outputs[-1]
        room = PRINTED - len(last["text"])
        if room <= 0:
            return
        left_out = phrase("… and more, which is left out.")
        last["text"] += text if len(text) < room else f"{text[:room]}\n{left_out}"
        if time.monotonic() - self._told > EVERY:
            self._told = time.monotonic()
            self._tell(len(self.outputs) - 1, last)

    def show_figures(self):
        """Show matplotlib's open figures that hold anything, and close them."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        for number in pyplot.get_fignums() if pyplot else ():
            figure = pyplot.figure(number)
            if figure.axes or figure.lines:
                self.display(figure)
            pyplot.close(figure)

    def _adopt_display(self):
        """Have IPython's own functions show what they are given here."""
        if "IPython" not in sys.modules and importlib.util.find_spec("IPython") is None:
            return
        import IPython.display
        from IPython.core import display_functions

        for module in (IPython.display, display_functions):
            module.display, module.clear_output = self.display, self.clear


showing = None  # the session whose cell runs, which matplotlib's show() asks for


@contextmanager
def _drawing_here():
    """If matplotlib is imported meanwhile, its ``show`` puts figures among the outputs. Nobody later hears of it."""
    before = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = "module://book.browser.backend"
    try:
        yield
    finally:
        os.environ.pop("MPLBACKEND")
        if before is not None:
            os.environ["MPLBACKEND"] = before


def bundle(value):
    """What notebooks show of a value: its data by type, and their metadata."""
    data, metadata = {"text/plain": _plain(value)}, {}
    if _is_figure(value):
        return data | {"image/svg+xml": _svg(value)}, metadata
    if isinstance(value, type | ModuleType):  # their methods are their instances'
        return data, metadata
    if hasattr(value, "_repr_mimebundle_"):
        whole = value._repr_mimebundle_(include=None, exclude=None) or {}
        more, about = whole if isinstance(whole, tuple) else (whole, {})
        data, metadata = data | more, metadata | about
    for name, mime in MIMES.items():
        if mime in data or not callable(method := getattr(value, f"_repr_{name}_", None)):
            continue
        shown = method()
        shown, about = shown if isinstance(shown, tuple) else (shown, None)
        if shown is not None:
            data[mime] = base64.b64encode(shown).decode() if isinstance(shown, bytes) else shown
        if about:
            metadata[mime] = about
    if VIEW in data and ("text/html" not in data or "image/svg+xml" in data):  # a prediction lives by its HTML
        data[STATE] = _widget_state(data[VIEW]["model_id"])
    return data, metadata


def _plain(value):
    if type(value) in (dict, list, tuple, set, frozenset):
        return pprint.pformat(value, width=79, compact=True, sort_dicts=False)
    return repr(value)


def _is_figure(value):
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def _svg(figure):
    """A figure as SVG, cut to what it holds as in a notebook."""
    text = io.StringIO()
    colours = {"facecolor": figure.get_facecolor(), "edgecolor": figure.get_edgecolor()}
    figure.savefig(text, format="svg", bbox_inches="tight", dpi=figure.dpi, metadata={"Date": None}, **colours)
    return text.getvalue()


def _widget_state(model):
    """The state of a widget with all that it refers to, as a page keeps it."""
    from ipywidgets import embed, widget

    state = embed.dependency_state(widget._instances[model], drop_defaults=False)
    return slim({STATE: {"version_major": 2, "version_minor": 0, "state": state}})[STATE]["state"]


def _silenced(source):
    """Whether a cell ends in a semicolon, comments aside."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    left_out = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
    return [token.string for token in tokens if token.type not in left_out][-1:] == [";"]


class _Stream(io.TextIOBase):
    def __init__(self, session, name):
        self._session, self._name = session, name

    def writable(self):
        return True

    def write(self, text):
        self._session.write(self._name, text)
        return len(text)


def _refuse(prompt=""):
    raise EOFError(phrase("nobody is there to answer input()"))


def _told(error, file):
    """An error as an output: where in the reader's cells, and what went wrong. Our own frames are left out."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(CELL)]
    lines = [_line(frame.lineno, frame.line, frame.filename, file) for frame in frames]
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL):
        lines = [_line(error.lineno, error.text, error.filename, file)]
    if len(lines) > FRAMES:
        lines[FRAMES // 2 : -FRAMES // 2] = ["…"]
    name, words = type(error).__name__, _words(error)
    return {
        "output_type": "error",
        "ename": name,
        "evalue": words,
        "traceback": [*lines, f"{name}: {words}" if words else name],
    }


def _line(number, text, where, here):
    told = {"line": number, "code": (text or "").strip()}
    if where == here:
        return phrase("Line {line}: {code}", **told)
    return phrase("Line {line} of cell {name}: {code}", name=where.removeprefix(CELL).removesuffix(">"), **told)


def _words(error):
    if isinstance(error, SyntaxError):
        if re.match(r"\s*(%|!)", error.text or ""):
            return phrase("commands that begin with % or ! are Jupyter's, and need JupyterLab")
        return error.msg
    if isinstance(error, ModuleNotFoundError) and sys.platform == "emscripten":
        if error.name == "torch":
            return phrase("PyTorch does not run in a browser: open the notebook on your machine or on Binder")
        return phrase(
            "{error}: the Python of this page has NumPy, SciPy, Matplotlib, scikit-learn and the book's own package",
            error=error,
        )
    return str(error)
