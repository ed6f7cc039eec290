"""What every notebook keeps to, before it is run."""

import ast
import re

import pytest
import yaml

from helpers.chapters import NOTEBOOKS, ROOT, cells, pages, source, tags

EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_the_table_of_contents_lists_every_page():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = {toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])}
    chapters = [page for path in NOTEBOOKS for page in pages(path)]
    there = [*chapters, *(ROOT / "appendices").glob("*.md"), *(ROOT / "exercises" / "release").glob("*/*.ipynb")]
    assert listed == {str(page.relative_to(ROOT).with_suffix("")) for page in there}


@EVERY
def test_no_outputs_are_stored(path):
    for cell in cells(path, "code"):
        assert not cell["outputs"] and cell["execution_count"] is None, cell["id"]


@EVERY
def test_cell_ids_are_words_and_unique(path):
    ids = [cell["id"] for cell in cells(path)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]{2,}", name) for name in ids), "speaking ids survive an edit"


def opening_below_the_title(path):
    """What follows title, promise and question in the first cell: the page sets those three by their order."""
    title, promise, question, *rest = re.split(r"\n\s*\n", source(cells(path)[0]).strip())
    assert title.startswith("# ")
    assert not promise.startswith("**")
    assert re.fullmatch(r"\*\*[^*]+\?\*\*", question)
    return rest


@EVERY
def test_a_chapter_opens_with_title_promise_question_and_a_live_figure(path):
    assert re.match(r"# .{8,46}\n", source(cells(path)[0])), "a title of one line"
    assert not opening_below_the_title(path)
    imports, figure, opening = cells(path)[1:4]
    assert imports["id"] == "imports" and "explore_" in source(figure)
    meta = source(opening).split("\n\n")[0]
    assert meta.startswith("**You will**") and "**You need**" in meta and re.search(r"\*\*\d+ minutes\*\*$", meta)


@pytest.mark.parametrize("path", [page for path in NOTEBOOKS for page in pages(path)[1:]], ids=lambda path: path.stem)
def test_a_deeper_page_opens_with_title_promise_and_question(path):
    opening_below_the_title(path)


@EVERY
def test_what_is_in_sight_is_the_experiment_and_not_its_proof(path):
    """At most 70 lines of code, 12 a cell, that end in a value or a figure, without assertion and print."""
    lines = 0
    for cell in cells(path, "code"):
        if {"proof", "hide-input", "remove-input"} & set(tags(cell)):
            continue
        text = source(cell)
        assert not re.search(r"^\s*(assert\b|print\()", text, re.MULTILINE), f"{cell['id']}: tag it proof"
        assert len(text.split("\n")) <= 12, f"{cell['id']} has {len(text.splitlines())} lines"
        lines += len(text.split("\n"))
    assert lines <= 70


@EVERY
def test_proofs_are_folded_here_and_in_jupyter_and_say_what_they_check(path):
    for page in pages(path):
        for cell in cells(page, "code"):
            folded = bool({"proof", "hide-input", "remove-input"} & set(tags(cell)))
            assert cell["metadata"].get("jupyter", {}).get("source_hidden", False) == folded, cell["id"]
            if "proof" in tags(cell):
                assert re.match(r"# [^A-Z\n].*[^.\n]\n", source(cell)), f"{cell['id']} begins with what it checks"


@EVERY
def test_three_predictions_of_two_kinds(path):
    asked = re.findall(r"^predict(?:_\w+)?\(", "\n".join(map(source, cells(path, "code"))), re.MULTILINE)
    assert len(asked) >= 3 and len(set(asked)) >= 2
    assert "**Predict.**" not in "\n".join(map(source, cells(path, "markdown")))


@EVERY
def test_there_is_one_import_cell(path):
    """PyTorch is imported by the first cell that needs it: a browser, which has none, passes over those."""
    importing = [c["id"] for c in cells(path, "code") if re.search(r"^(import|from) ", source(c), re.MULTILINE)]
    assert importing == ["imports", *[c["id"] for c in cells(path, "code") if "torch" in tags(c)][:1]]


@EVERY
def test_code_cells_fit_the_page(path):
    for cell in cells(path, "code"):
        lines = source(cell).split("\n")
        limit = 30 if {"hide-input", "remove-input", "proof"} & set(tags(cell)) else 15
        assert len(lines) <= limit, f"{cell['id']} has {len(lines)} lines"
        width = 100 if "remove-input" in tags(cell) else 88  # what no page shows may be a little wider
        assert max(map(len, lines)) <= width, f"{cell['id']} is {max(map(len, lines))} columns wide"


@EVERY
def test_figures_have_alt_text_that_is_a_sentence(path):
    for cell in cells(path, "code"):
        settings = cell["metadata"].get("mystnb", {})
        if settings:
            assert re.search(r"\w.* .*[.!?]?$", settings["image"]["alt"]), cell["id"]
            assert settings["figure"]["caption"] and settings["figure"]["name"].startswith("fig-"), cell["id"]


SHOW_NOTHING = {"label_ends", "log_axis", "set_axis_off"}  # calls that return None


@EVERY
def test_a_cell_with_a_figure_shows_nothing_else(path):
    """Every output takes the cell's caption and name, and the build stops at a name that is there twice."""
    for cell in cells(path, "code"):
        text = source(cell).rstrip()
        last = ast.parse(text).body[-1]
        if "figure" not in cell["metadata"].get("mystnb", {}) or not isinstance(last, ast.Expr) or text[-1] == ";":
            continue
        called = ast.unparse(getattr(last.value, "func", last.value)).split(".")[-1]
        assert called in SHOW_NOTHING or called.startswith("explore_"), (
            f"{cell['id']} ends with a value, which is shown beside its figure: put `_ = ` before {called}, "
            "or add it to SHOW_NOTHING if it returns None"
        )


@EVERY
def test_three_quick_questions_have_answers(path):
    text = "\n".join(source(cell) for cell in cells(path, "markdown"))
    questions = re.findall(
        r'<details class="question"><summary>(.+?)</summary>\n\n(.+?)\n\n</details>', text, re.DOTALL
    )
    assert len(questions) == text.count('<details class="question"') == 3
    assert all(len(answer.split()) > 15 for _, answer in questions)
    assert text.rstrip().endswith(text[text.index("## References") :].rstrip()), "references come last"


def test_the_readme_lists_every_chapter():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [path.name for path in NOTEBOOKS if f"](chapters/{path.name})" not in readme]
    assert not missing, f"README's table of chapters lacks {', '.join(missing)}"
