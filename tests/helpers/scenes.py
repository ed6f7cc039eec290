"""What the page's drawing makes of many settings, from one Node process; no browser and no built site."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from helpers.wordless import LANGUAGE, wordless
from optimizers.explorer import bundle as bundling
from optimizers.explorer.bundle import HERE, bundle
from optimizers.explorer.figure import run_script

HELPERS = Path(__file__).parent
CONTRACT = (HERE / "contract.js").read_text(encoding="utf-8")
CHECK = (HELPERS / "contract.js").read_text(encoding="utf-8")


def draw(questions):
    """The answer to each of ``questions``, which `Explorer.question` puts: a dict.

    It has ``nodes`` (SVG as text), ``height``, ``status``, ``target``, ``data`` (every number exact) and ``faults``:
    sentences on what the scene, whole and at its first step, lacks of ``js/contract.js`` or adds to it.
    """
    page = f"{{ drawing: {exports('static.js')}, views: {exports('views/index.js')} }}"
    script = "\n".join([CHECK, f"const page = {page};", (HELPERS / "scenes.js").read_text(encoding="utf-8")])
    answers = json.loads(run_script(script, json.dumps({"contract": CONTRACT, "questions": questions})))
    return [answer | {"data": [decoded(run) for run in answer["data"]]} for answer in answers]


def spoken(questions, texts):
    """All that a reader sees and hears of the scenes of ``questions``, a list of texts for each, in a language without
    words that has these ``texts``.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundling, "catalogues", lambda: {LANGUAGE: {text: wordless(text) for text in texts}})
        joined = bundle("static.js").replace('return modules["static.js"];', "return modules;")
    script = f"const modules = (() => {{{joined}}})();\n{(HELPERS / 'spoken.js').read_text(encoding='utf-8')}"
    return json.loads(run_script(script, json.dumps({"language": LANGUAGE, "questions": questions})))


def exports(module):
    """A JavaScript expression for what a module under ``js`` exports."""
    return f"(() => {{{bundle(module)}}})()"


def decoded(value):
    """Arrays as NumPy's, in lists and dicts as they were."""
    match value:
        case {"bytes": text}:
            return np.frombuffer(base64.b64decode(text), "<f8")
        case {"number": text}:
            return float(text)
        case dict():
            return {name: decoded(of) for name, of in value.items()}
        case list():
            return [decoded(of) for of in value]
    return value


def faults(kind, value):
    """What a value, written in JavaScript, lacks of the contract's type called ``kind`` or adds to it."""
    call = f"faults(typesIn({json.dumps(CONTRACT)}), {json.dumps(kind)}, {value}, {json.dumps(kind)})"
    return json.loads(run_script(f"{CHECK}\nprocess.stdout.write(JSON.stringify({call}));"))
