"""The page's JavaScript as one text: the modules under ``js``, each in a function of its own, and the translated rules.

A page opened from a file may load classic scripts alone, and a widget is one text in any case; so the modules are
joined here, in the order in which they import each other. By hand, and not by esbuild or Rollup: this runs wherever the
package is imported, in Colab or on Binder too, on rules that Python has just translated, and is a page long.
"""

import json
import re
from functools import cache
from pathlib import Path

from optimizers.catalogue import LANDSCAPES, RULES
from optimizers.contract import anatomy
from optimizers.explorer.translate import translate
from optimizers.words import catalogues

HERE = Path(__file__).parent / "js"
TRANSLATED, CATALOGUES = "translated.js", "catalogues.js"  # which are made, not stored
_IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "(\.\.?/[\w./-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?:const|function|class) (\w+)", re.MULTILINE)


def landscape_functions():
    """The functions ``(loss, grad)`` of every landscape by its key, without the numbers that are bound to them."""
    made = [make() for make in LANDSCAPES.values()]
    return {each.key: (getattr(each.loss, "func", each.loss), getattr(each.grad, "func", each.grad)) for each in made}


@cache
def translated():
    """JavaScript that defines RULES and LANDSCAPES, translated from the package's own source."""
    entries = []
    for name, rule in RULES.items():
        states, hyperparameters, takes_loss = anatomy(rule)
        about = {"states": states, "takesLoss": takes_loss, "hyperparameters": list(hyperparameters)}
        # Every rule is called alike: one without a memory is handed an empty one.
        step = name if states else f"(params, grad, nothing, options) => {name}(params, grad, options)"
        entries.append(f"  {name}: {{ step: {step}, ...{json.dumps(about)} }},")
    functions = landscape_functions()
    grounds = [
        f"  {name}: {{ loss: {loss.__name__}, grad: {grad.__name__} }}," for name, (loss, grad) in functions.items()
    ]
    return "\n".join(
        [
            translate(*RULES.values()),
            translate(*(it for pair in functions.values() for it in pair)),
            "export const RULES = {", *entries, "};",
            "export const LANDSCAPES = {", *grounds, "};",
        ]
    )  # fmt: skip


def words_for(scripts):
    """JavaScript that defines CATALOGUES: of every language the texts that ``scripts``, one text, say."""
    said = {
        language: {text: to for text, to in catalogue.items() if json.dumps(text, ensure_ascii=False) in scripts}
        for language, catalogue in catalogues().items()
    }
    return f"export const CATALOGUES = {json.dumps(said, ensure_ascii=False)};\n"


def read(name):
    """The text of a module under ``js``. That of the catalogues is a place for what `bundle` puts there at last."""
    made = {TRANSLATED: translated, CATALOGUES: lambda: words_for("")}
    return made[name]() if name in made else (HERE / name).read_text(encoding="utf-8")


def bundle(*entries):
    """Join modules and everything they import: a function body that returns the last one's exports."""
    done = {}

    def add(name):
        if name in done:
            return
        text = read(name)
        done[name] = None  # a circle would find itself here
        for _, path in _IMPORT.findall(text):
            other = _resolved(name, path)
            if other in done and done[other] is None:
                raise ImportError(f"{name} and {other} import each other")
            add(other)
        done.pop(name)  # after what it imports
        done[name] = _wrapped(name, text)

    for entry in entries:
        add(entry)
    if CATALOGUES in done:  # in its place, before what speaks
        done[CATALOGUES] = _wrapped(CATALOGUES, words_for("\n".join(done.values())))
    return "\n".join(["const modules = {};", *done.values(), f"return modules[{json.dumps(entries[-1])}];"])


def _wrapped(name, text):
    """A module's text as a function that is called at once and returns what the module exports."""
    imports, body = _IMPORT.findall(text), _IMPORT.sub("", text)
    exports = _EXPORT.findall(body)
    body = re.sub(r"^export (?=const|function|class)", "", body, flags=re.MULTILINE)
    if left := re.search(r"^(import|export)\b.*", body, re.MULTILINE):
        raise ImportError(f"{name}: write {left[0]!r} as named imports or exports, one line each")
    needs = "".join(f"const {{ {names} }} = modules[{json.dumps(_resolved(name, path))}];\n" for names, path in imports)
    return f"modules[{json.dumps(name)}] = (() => {{\n{needs}{body}\nreturn {{ {', '.join(exports)} }};\n}})();"


def _resolved(importer, path):
    return ((HERE / importer).parent / path).resolve().relative_to(HERE.resolve()).as_posix()


def widget_module():
    """The anywidget's ES module."""
    return f"const explorer = (() => {{\n{bundle('widget.js')}\n}})();\nexport default {{ render: explorer.render }};\n"


def prediction_module():
    """The ES module of the predictions' widget."""
    body = bundle("prediction_widget.js")
    return f"const prompt = (() => {{\n{body}\n}})();\nexport default {{ render: prompt.render }};\n"


def classic_script(*entries):
    """Modules as one classic script: "reader.js" and "host.js" for pages, "rule_worker.js" for their worker."""
    return f"(() => {{\n{bundle(*entries)}\n}})();\n"
