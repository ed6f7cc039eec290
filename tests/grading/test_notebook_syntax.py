"""What runs in a notebook and is no plain Python costs nothing: IPython's syntax, awaiting, an import too many."""

import pytest

from grading.verdict import verdict
from helpers import sample

sandboxed = pytest.mark.sandboxed
STEP = sample.named(sample.solved())["step"].source
FIRST = "0.01 / np.sqrt(1 - 0.9)"


def grade(notebook, settings):
    return verdict.grade(notebook, sample.source(), 7, figures=False, settings=settings)


BESIDE = {
    "a magic": "%matplotlib inline",
    "a magic with options": "%config InlineBackend.figure_format = 'retina'",
    "a magic over two lines": "%config \\\n  x = 1",
    "a magic in a block": "if True:\n    %matplotlib inline",
    "a command": "!pip install torch",
    "a command in a block": "try:\n    import torch\nexcept ImportError:\n    !pip install torch",
    "a captured command": "files = !ls\nassert files == []",
    "a captured magic": "files = %ls",
    "a command's lines": "!!ls",
    "help": "np.geomspace?",
    "help before": "?np.geomspace",
    "the source": "step??",
    "help on a magic": "%timeit?",
    "a search": "np.*lin*?",
    "a time": "%timeit step(np.ones(1), np.ones(1), np.ones(1))",
    "a time with options": "%timeit -n 10 -r3 -q step(np.ones(1), np.ones(1), np.ones(1))",
    "a time that is kept": "t = %timeit -o -n1 -r1 sum(range(9))\nprint(t.best, t.average, t.timings[0])",
    "a timed value": "three = %time 1 + 2\nassert three == 3",
    "autocall": "import operator\n/print 1 2\n,print a b\n;print a b",
    "modulo": "%matplotlib inline\nprint('%d steps'\n      % 3)\nassert (7\n%\n4) == 3",
    "modulo behind a backslash": "%matplotlib inline\nx = 7 \\\n  % 4\nassert x == 3",
    "percents and marks in text": "%pwd\ntext = '''\n%time\n!ls\nwhy?\n'''\nassert text.count('\\n') == 4",
    "a comment": "%pwd # the folder\n# why?",
    "prompts": ">>> three = 3\n>>> assert three == 3",
    "the shell by name": "if 'a' in str(get_ipython()):\n    get_ipython().run_line_magic('matplotlib', 'inline')",
    "a waiting": "import asyncio\nassert await asyncio.sleep(0, 3) == 3",
    "a waiting value": "import asyncio\nawait asyncio.sleep(0)",
    "a waiting loop": "async def two():\n    yield 2\nasync for it in two():\n    assert it == 2",
    "a display": "from IPython.display import HTML, clear_output\ndisplay(HTML('<b>x</b>'))\nclear_output(wait=True)",
    "an old display": "from IPython.core.display import display\nimport IPython\nIPython.display.Image('a.png')",
    "a setting": "from IPython.core.interactiveshell import InteractiveShell as I\nI.ast_node_interactivity = 'all'",
}


@pytest.mark.sampled(20)
@sandboxed
@pytest.mark.parametrize("line", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_what_runs_in_a_notebook_beside_an_answer_costs_nothing(line, above, settings):
    step = f"{line}\n{STEP}" if above and "step" not in line else f"{STEP}\n{line}"
    found = grade(sample.solved(step=step), settings)
    assert sample.points(found) == 9, found
    assert all(words.startswith("Note: ") for words in found["errors"].values()), found["errors"]


def value_of(code, settings):
    """What ``first_step`` is after a cell, as the check says that compares it."""
    source = sample.source()
    sample.named(source)["check-predict"].source = "assert False, first_step"
    notebook = sample.solved(predict=code)
    found = verdict.grade(notebook, source, 7, figures=False, settings=settings)
    return found["checks"]["check-predict"]["message"], found["errors"].get("predict", "")


KEPT = {
    "a line": "%time first_step = 3",
    "a line with options": "%time --no-raise-error first_step = 3",
    "a cell": "%%time\nfirst_step = 3",
    "a cell below blank lines": "\n\n%%time\n\nfirst_step = 3",
    "a captured cell": "%%capture --no-stdout out\nfirst_step = 3",
    "magics in a magic's cell": "%%time\n%time first_step = 3\n!ls",
    "a magic of a magic": "%time %time first_step = 3",
    "waiting in a magic": "%%time\nimport asyncio\nfirst_step = await asyncio.sleep(0, 3)",
    "indented": "    first_step = 3\n    !ls",
    "a timed time does not overwrite": "first_step = 3\n%timeit first_step = 4",
    "a task": "import asyncio as a\ntask = a.ensure_future(a.sleep(0, 3))\nfirst_step = await task",
}


@sandboxed
@pytest.mark.parametrize("code", KEPT.values(), ids=KEPT)
def test_what_a_magic_runs_stays(code, settings):
    assert value_of(code, settings) == ("3", "")


@sandboxed
@pytest.mark.parametrize(
    "first", ["%%bash", "%%writefile a.py", "%%html", "%%timeit", "%%script python", "%%ruby --out x"]
)
def test_what_another_program_would_run_is_not_run(first, settings):
    words, error = value_of(f"{first}\nfirst_step = 3", settings)
    assert words == "first_step raised NameError: name 'first_step' is not defined" and error == ""


@sandboxed
@pytest.mark.parametrize(
    "code", ["%time 1 / 0", "x = 1\n%time 1 / 0", "%%time\n1 / 0", "\n%%time\n\n!ls\n1 / 0", "\nx = %timeit -o 1 / 0"]
)
def test_an_error_behind_a_magic_is_told_with_its_line(code, settings):
    _, error = value_of(code, settings)
    line = 1 + code[: code.index("1 / 0")].count("\n")
    assert error == f"ZeroDivisionError: division by zero, cell predict, line {line}"


@sandboxed
@pytest.mark.parametrize(
    "code", ["x = ", "first step = 3", "%matplotlib inline\nfirst step = 3", "why?because", "(" * 300]
)
def test_what_is_no_notebook_s_syntax_either_is_an_error(code, settings):
    assert "SyntaxError" in value_of(code, settings)[1] or "MemoryError" in value_of(code, settings)[1]


# --- Imports of what is not there

UNUSED = ["import pandas as pd", "from tqdm.auto import tqdm, trange", "import seaborn, json", "from scipy import *"]
UNUSED += [
    "import torch.nn as nn",
    "import scipy.stats",
    "import pandas as pd\npd.options = 3",
    "from numpy import product",
]
UNUSED += ["import matplotlib.nothing", "%matplotlib inline\nimport pandas", "import mymodule; import numpy as np"]


@sandboxed
@pytest.mark.parametrize("line", UNUSED)
def test_an_import_that_is_not_used_costs_nothing_and_is_noted(line, settings):
    found = grade(sample.solved(step=f"{line}\n{STEP}"), settings)
    assert sample.points(found) == 9, found
    assert found["errors"].keys() == {"step"}
    assert found["errors"]["step"].startswith("Note: "), found


@sandboxed
@pytest.mark.parametrize(
    "code",
    [
        "import pandas as pd\nfirst_step = pd.Series([3])",
        "from tqdm import tqdm\nfor it in tqdm(range(3)):\n    first_step = it",
        "import json, seaborn\nfirst_step = seaborn.x",
        "from constants import pi\nfirst_step = 2 * pi",
        "from constants import pi\nfirst_step = np.ones(3) * pi",
        "from constants import names\nfirst_step = names['pi']",
        "import torch.nn as nn\nclass Net(nn.Module):\n    pass",
        "from models import Net\nclass Mine(Net):\n    pass",
        "from numba import njit\n@njit\ndef first_step():\n    pass",
        "from scipy.constants import *\nfirst_step = pi",
    ],
)
def test_where_it_is_used_the_module_is_named(code, settings):
    module = code.replace("import json, ", "import ").split()[1].partition(".")[0]
    words, error = value_of(code, settings)
    assert f"No module named '{module}" in error and "Note" not in error
    assert "first_step" in words


@sandboxed
def test_a_function_that_uses_it_says_so_to_the_check(settings):
    step = STEP.replace("np.sqrt", "torch.sqrt")
    found = grade(sample.solved(step=f"import torch\n{step}"), settings)
    assert found["checks"]["check-step"]["message"].startswith(
        "step raised ModuleNotFoundError: No module named 'torch'"
    )


CAUGHT = "try:\n    import torch\nexcept {}:\n    first_step = 3\nelse:\n    first_step = 4"


@sandboxed
@pytest.mark.parametrize("error", ["ImportError", "ModuleNotFoundError", "Exception as error"])
def test_a_student_s_own_way_with_a_missing_module_is_kept(error, settings):
    assert value_of(CAUGHT.format(error), settings) == ("3", "")


@sandboxed
def test_what_an_import_raises_otherwise_is_raised(settings):
    code = "open('mine.py', 'w').write('1 / 0')\nimport sys\nsys.path.append('.')\nimport mine"
    assert value_of(code, settings)[1].startswith("ZeroDivisionError: division by zero, cell predict, line 4")


@sandboxed
def test_an_import_from_the_future_stays_first(settings):
    assert value_of("'''Mine.'''\nfrom __future__ import annotations\nfirst_step: nonsense = 3", settings) == ("3", "")


def test_there_is_a_place_for_what_tells_the_syntax(monkeypatch):
    from grading.sandbox import environment

    assert [file.is_file() for file in environment.syntax()] == [True, True]
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    assert "IPython" in environment.lacking(environment.ENVIRONMENT) or not environment.ENVIRONMENT.exists()
