"""The appendices say what is so: every source has its line, every default is the one in the code."""

import inspect
import re

import numpy as np

import optimizers
from helpers.catalogue import RULES
from helpers.chapters import NOTEBOOKS, ROOT, cells, pages, source
from optimizers import look
from optimizers.contract import anatomy


def appendix(name):
    return (ROOT / "appendices" / f"{name}.md").read_text(encoding="utf-8")


KEYS = re.findall(r"^@\w+\{([\w-]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
ANNOTATIONS = re.findall(
    r'^```\{bibliography\}\n:filter: key == "([\w-]+)"\n```\n(\S.+?)\n(?:\n|\Z)',
    appendix("bibliography"),
    re.MULTILINE | re.DOTALL,
)


def test_every_source_has_one_line_on_why_to_read_it():
    assert sorted(key for key, _ in ANNOTATIONS) == sorted(KEYS)
    assert appendix("bibliography").count("```{bibliography}") == len(ANNOTATIONS)
    for key, line in ANNOTATIONS:
        assert len(line.split()) >= 6 and line.endswith("."), key


def test_every_source_is_cited():
    every = [page for path in NOTEBOOKS for page in pages(path)]
    texts = [source(cell) for page in every for cell in cells(page, "markdown")]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "appendices").glob("*.md")]
    groups = re.findall(r"\{cite:\w+\}`(.+?)`", "\n".join(texts))
    cited = {key.strip() for group in groups for key in group.split(",")}
    assert cited <= set(KEYS), f"not in references.bib: {sorted(cited - set(KEYS))}"
    assert cited >= set(KEYS), f"cited nowhere: {sorted(set(KEYS) - cited)}"


def row(beginning):
    """The row of the dictionary that begins so, as a list of words."""
    (line,) = re.findall(rf"^\| {beginning} \|(.+)\|$", appendix("dictionary"), re.MULTILINE)
    return [word.strip() for word in line.split("|")]


def names():
    """The table of names: for every rule, what each column has to say."""
    lines = re.search(r"^## Names and defaults$.+?\n\n\|(.+?)\n\n", appendix("dictionary"), re.MULTILINE | re.DOTALL)[1]
    head, _, *body = ([word.strip() for word in line.strip("|").split("|")] for line in lines.split("\n"))
    return {words[0]: dict(zip(head, words, strict=True)) for words in body}


SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
OUR_RULES = {look.style(rule).name: rule for rule in RULES}
OUR_RULES["RMSprop, momentum ²"] = optimizers.momentum_rmsprop
TORCHS = {"gradient descent": "SGD", "momentum": "SGD", "Nesterov": "SGD", "AMSGrad": "Adam"}


def default(words):
    """``(keyword, index or None, default)`` of an entry such as "`betas[1]` (0.999)"; None if it tells no default."""
    match = re.fullmatch(r"`(\w+)(?:\[(\d)\])?` \((.+)\)", words)
    if match is None:
        return None
    keyword, index, figure = match.groups()
    figure = re.sub("10([⁻⁰-⁹¹²³]+)", lambda power: "1e" + power[1].translate(SUPERSCRIPTS), figure)
    return keyword, index and int(index), False if figure == "off" else float(figure)


def assert_defaults(column, of):
    """Every default in a column is that of the signature which ``of`` finds for the row's rule."""
    told = {rule: default(words[column]) for rule, words in names().items() if default(words[column])}
    assert len(told) > 15
    for rule, (keyword, index, value) in told.items():
        actual = inspect.signature(of(rule)).parameters[keyword].default
        assert (actual if index is None else actual[index]) == value, f"{rule}: {keyword} is {actual}"


def test_the_dictionary_has_every_rule_of_a_library_with_its_state_and_hyperparameters():
    text = appendix("dictionary")
    for rule in RULES:
        if "Not in torch, Keras or optax" in rule.__doc__:
            continue
        named = (
            re.search(rf"^\| {re.escape(look.style(rule).name)}[ ,]", text, re.MULTILINE)
            or f"`{rule.__name__}`" in text
        )
        assert named, f"appendices/dictionary.md has no row for {rule.__name__}"
        states, hyperparameters, _ = anatomy(rule)
        missing = [name for name in (*states, *hyperparameters) if f"`{name}`" not in text]
        assert not missing, f"appendices/dictionary.md does not name {', '.join(missing)} of {rule.__name__}"


def test_the_packages_defaults_are_as_the_dictionary_tells():
    assert_defaults("Package", lambda rule: OUR_RULES.get(rule) or OUR_RULES[rule.split(",")[0]])


def test_torchs_defaults_are_as_the_dictionary_tells(torch):
    assert_defaults("PyTorch", lambda rule: getattr(torch.optim, TORCHS.get(rule, rule.split(",")[0])))


def test_the_steps_of_rprop_are_as_the_dictionary_tells():
    signs = np.array([{"+": 1.0, "−": -1.0}[sign] for sign in row("sign of the gradient")])
    told = [float(step.replace("−", "-")) for step in row("PyTorch, the package")]
    weights, _ = optimizers.replay(optimizers.rprop, signs, learning_rate=0.01)
    np.testing.assert_allclose(np.diff(np.ravel(weights)), told, atol=1e-12)
