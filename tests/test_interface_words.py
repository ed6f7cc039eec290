"""The words of the interface: all of them in calls that can be gathered, every catalogue whole, and what they say."""

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import optimizers.words
from book.browser import licences, session
from book.extensions import finish, openings, places, running
from helpers.scenes import exports
from helpers.wordless import Wordless, left
from optimizers import rmsprop
from optimizers.claims import CLAIMS
from optimizers.explorer import predict, predict_number, show_rule
from optimizers.explorer.claim_cards import put_on_trial, show_verdicts
from optimizers.explorer.figure import run_script
from optimizers.words import phrase
from tools.words import PARTS, ROOT, calls, faults, files, names, said

EVERYWHERE = [folder for folders in PARTS.values() for folder in folders]
# A call in JavaScript, or in a template, outside of comments.
CALL = re.compile(r"(?<![\w.`])phrases?\(|\| *phrase\b")
COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


def number_of_calls(path):
    """How often a file calls for a text, counted without Babel."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        called = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
        return sum(getattr(function, "id", "") == "phrase" for function in called)
    return len(CALL.findall(COMMENT.sub("", text)))


def test_every_call_has_its_text_as_a_literal_that_babel_finds():
    for path in files(EVERYWHERE):
        assert number_of_calls(path) == len(list(calls(path))), path


def test_many_texts_are_found_in_both_languages():
    found = said(EVERYWHERE)
    assert len(found) > 250 and {Path(call.file).suffix for call in found.values()} >= {".py", ".js"}
    assert sum(call.one is not None for call in found.values()) > 3


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_catalogues_have_every_text_and_no_other(part):
    texts = said(PARTS[part])
    for language, catalogue in part.catalogues().items():
        assert list(faults(texts, catalogue)) == [], f"{language}.json; make words lists it"


def test_the_book_speaks_german():
    assert "de" in optimizers.words.catalogues()


def test_one_and_many_have_the_same_values():
    for text, call in said(EVERYWHERE).items():
        assert call.one is None or (names(call.one) == names(text) and "count" in names(text)), call


@pytest.mark.parametrize(
    ("catalogue", "fault"),
    [
        ({}, "lacks"),
        ({"A {count}": "B {count}", "C": "D"}, "which nothing says any more"),
        ({"A {count}": "B"}, "whose names in braces are not those"),
        ({"A {count}": "B {count} {more}"}, "whose names in braces are not those"),
        ({"A {count}": {"one": "once"}}, "no form “other”"),
        ({"A {count}": {"one": "once", "other": "B"}}, "whose names in braces are not those"),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_told(catalogue, fault):
    (call,) = (call for call in calls(ROOT / "optimizers/explorer/js/reader/claims.js") if "in all" in call.text)
    (sentence,) = faults({"A {count}": call}, catalogue)
    assert fault in sentence


def test_forms_by_a_number_are_javascripts():
    call = next(calls(ROOT / "book/extensions/openings.py"))
    (sentence,) = faults({"A {count}": call}, {"A {count}": {"other": "B {count}"}})
    assert "only JavaScript's texts with {count}" in sentence


SPEAKING = """
const { phrase, phrases, speak } = %s;
const answers = [];
for (const language of ["en", "de", "de-CH", "fr", ""]) {
  speak(language);
  const more = (count) => phrases("… and {count} more line", "… and {count} more lines", { count });
  answers.push([phrase("Reset"), more(1), more(2)]);
}
process.stdout.write(JSON.stringify([...answers, phrase("{x} of {y}", { x: "{y}", y: 0 })]));
"""


def test_javascript_speaks_the_language_that_it_is_told():
    # The catalogue that a script carries holds what the script says: here, what this test's own text does.
    script = SPEAKING % exports("words.js").replace(
        'const CATALOGUES = {"de": {}}', f"const CATALOGUES = {json.dumps(optimizers.words.catalogues())}"
    )
    *answers, filled = json.loads(run_script(script))
    english = ["Reset", "… and 1 more line", "… and 2 more lines"]
    german = ["Zurücksetzen", "… und 1 weitere Zeile", "… und 2 weitere Zeilen"]
    assert answers == [english, german, german, english, english]
    assert filled == "{y} of 0", "what a value brings along is not filled in"


@pytest.mark.parametrize(("language", "said"), [("de", "Kapitel 6"), ("de-AT", "Kapitel 6"), ("fr", "Chapter 6")])
def test_python_speaks_the_books_language(monkeypatch, language, said):
    assert openings.kicker("chapters/06_rmsprop") == "Chapter 6"
    monkeypatch.setenv("BOOK_LANGUAGE", language)
    assert openings.kicker("chapters/06_rmsprop") == said
    assert phrase("{why} {more}", why="{more}", more=1) == "{more} 1"


class Shown(HTMLParser):
    """What of a page's HTML is seen or read out, as texts; code is code in every language."""

    def __init__(self, html):
        super().__init__()
        self.texts, self._code = [], 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self._code += tag in ("code", "pre", "script", "style")
        self.texts += [value for name, value in attributes if name in ("title", "aria-label", "alt", "data-file")]

    def handle_endtag(self, tag):
        self._code -= tag in ("code", "pre", "script", "style")

    def handle_data(self, text):
        if not self._code:
            self.texts.append(text)


ABOUT = {"answer": "ja", "because": "weil", "why": "darum"}
CLAIM = next(iter(CLAIMS.values()))
# What Python writes into pages, each a function of nothing, and what of it is content.
WRITTEN = {
    "a prediction": lambda: predict("a", "warum", ["ja", "nein"], **ABOUT).html(),
    "a number to predict": lambda: predict_number("a", "warum", **{**ABOUT, "answer": 2}, within=1).html(),
    "a prediction as text": lambda: predict("a", "warum", ["ja", "nein"], **ABOUT).plain,
    "a rule": lambda: re.sub(r"<tbody>.*</tbody>", "", show_rule(rmsprop, params=1.0, grad=1.0)._repr_html_()),
    "a claim": lambda: put_on_trial(46).html(),
    "claims as text": lambda: put_on_trial(1, 2).plain,
    "verdicts": lambda: show_verdicts()._repr_html_(),
    "a chapter": lambda: openings.kicker("chapters/06_rmsprop"),
    "an appendix": lambda: openings.kicker("appendices/status"),
    "an exercise": lambda: openings.kicker("exercises/release/1/1"),
    "a claim's section": lambda: places.on_trial([1]),
    "a section of many claims": lambda: places.on_trial(range(9)),
    "buttons": lambda: running.buttons("chapters/06_rmsprop")[0],
    "no Lab": lambda: running.no_lab(),
    "licences": lambda: licences.page([], []),
    "a sidebar": lambda: finish.repaired("div", {"id": "pst-primary-sidebar"})["aria-label"],
    "a missing package": lambda: session._words(SyntaxError("", ("", 1, 1, "%timeit"))),
    "a line of another cell": lambda: session._line(1, "", "<cell a>", "<cell b>"),
}
CONTENT = {
    "ja", "nein", "weil", "darum", "warum", "Python", "JupyterLab", "JupyterLite", "PyTorch", "Jupyter", "BSD",
    "make lite", "Jamil", "Shankhar", "Jigsaw", "Menzli",
}  # fmt: skip


def content_of_claims():
    """What the claims say of themselves."""
    for claim in CLAIMS.values():
        findings = claim.trial().findings
        yield from (claim.sentence, claim.right, claim.untestable, *claim.readings, *(it.words for it in findings))
        yield from (f" [{key}]" for it in findings for key in it.cites)
        yield from (
            Path(address.partition("#")[0]).stem.lstrip("0123456789_").replace("_", " ") for address in claim.where
        )


@pytest.mark.sampled(1)
@pytest.mark.parametrize("written", WRITTEN)
def test_every_word_that_python_writes_into_pages_is_in_the_catalogues(written, monkeypatch):
    content = set(CONTENT)
    if "claim" in written or "verdict" in written:
        content |= {words.replace("'", "’") for words in content_of_claims() if words.strip()}
    with monkeypatch.context() as patch:
        patch.setattr(optimizers.words, "_catalogue", lambda language: Wordless())
        shown = Shown(WRITTEN[written]())
    assert "ж" in "".join(shown.texts)
    for text in shown.texts:
        assert not left(text, content), text


def visible(node):
    """The texts that stand in a template as they are, in what it puts out: those that it compares with do not."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from (*visible(node.expr1), *(visible(node.expr2) if node.expr2 else ()))
    elif isinstance(node, nodes.Or | nodes.And | nodes.Add):
        yield from (*visible(node.left), *visible(node.right))
    elif isinstance(node, nodes.Concat | nodes.Output):
        yield from (text for child in node.nodes for text in visible(child))
    elif isinstance(node, nodes.Filter) and node.name != "phrase" and node.node:
        yield from visible(node.node)


CSS_WORDS = re.compile(r'content: "([^"]*)"')
TEMPLATES = [path for path in files(EVERYWHERE) if path.suffix == ".j2"]


def spoken(source):
    """What a template's source says by itself, as texts."""
    text = "".join(part for output in Environment().parse(source).find_all(nodes.Output) for part in visible(output))
    return [*Shown(text).texts, *CSS_WORDS.findall(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_words_stand_in_a_template_outside_of_the_call(path):
    assert not [text for text in spoken(path.read_text(encoding="utf-8")) if left(text)]


@pytest.mark.parametrize(
    "source",
    [
        "<p>Handed in late</p>",
        '<img alt="A figure">',
        '<p>{{ "so far" if some else "" }}</p>',
        '<p>{{ words or "Comment" }}</p>',
        '<style>p::after { content: ": late" }</style>',
        '{% if some %}<b>{{ "late" | escape }}</b>{% endif %}',
    ],
)
def test_words_in_a_template_are_found(source):
    assert [text for text in spoken(source) if left(text)]


def test_a_template_says_its_words_by_the_call():
    assert not [text for text in spoken('<p>{{ "so far" | phrase if a == "so far" }}</p>') if left(text)]
