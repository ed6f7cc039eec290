"""Pages for students: marks, comments and hints; neither hidden checks nor anything that runs."""

import re
import zipfile
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_output

from grading.course.problem import Problem
from grading.intake import collect
from grading.marks import feedback, grade, record
from helpers import sample
from helpers import tiny_class as tiny
from helpers.tiny_class import NAME

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "upper": "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "open": "<script>alert(1)",
    "handler": '<img src=x onerror="alert(1)">',
    "svg": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "math": '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
    "frame": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "object": '<object data="data:text/html,<script>alert(1)</script>"></object>',
    "form": "<form action=//evil.example><input name=a autofocus onfocus=alert(1)></form>",
    "meta": '<meta http-equiv="refresh" content="0;url=//evil.example"><base href="//evil.example">',
    "style": "<style>@import '//evil.example/x.css';</style><p style='background:url(//evil.example)'>x</p>",
    "link": "[click](javascript:alert(1)) [tab](java\tscript:alert(1)) [e](&#106;avascript:alert(1))",
    "reference": "[click][1]\n\n[1]: javascript:alert(1)",
    "autolink": "<javascript:alert(1)>",
    "anchor": '<a href="JaVaScRiPt:alert(1)">x</a><a href="data:text/html,<script>alert(1)</script>">x</a>',
    "vbscript": '<a href="vbscript:alert(1)">x</a>',
    "picture": "![x](javascript:alert(1)) ![x](//evil.example/beacon.png) ![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "comment": "<!--><script>alert(1)</script>-->",
    "template": "<template><script>alert(1)</script></template>",
    "fence": "```html\n<script>alert(1)</script>\n```",
    "mermaid": "```mermaid\ngraph TD;A-->B;click A href 'javascript:alert(1)'\n```",
    "formula": r"$\href{javascript:alert(1)}{x}$ $\require{html}\style{background:url(//evil.example)}{x}$",
    "nested": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "broken": '<img """><script>alert(1)</script>">',
    "title": '[x](https://a.example "onmouseover=alert(1)")<a title="x" onclick="alert(1)">x</a>',
    "closing": "</div></div></body><script>alert(1)</script>",
}


class Page(HTMLParser):
    """All tags and attributes of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]


def dangers(text):
    """What a browser might run or fetch, in a piece of HTML that a student wrote."""
    page = Page(text)
    bad = "script style svg math iframe object embed form input meta base link template video audio".split()
    found = [tag for tag in page.tags if tag in bad]
    for tag, name, value in page.attributes:
        plain = re.sub(r"[\x00-\x20]", "", value).lower()
        if name.startswith("on") or name in ("style", "srcdoc", "srcset", "action", "formaction", "xlink:href"):
            found.append(f"{tag} {name}")
        if name == "href" and not re.match(r"(https?://|mailto:|#)", plain):
            found.append(f"{tag} {name}={value}")
        if name == "src" and not re.match(r"data:image/(png|jpeg|gif);", plain):
            found.append(f"{tag} {name}={value}")
    return found


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_students_write_is_harmless(name):
    html = feedback.harmless_html(f"before\n\n{PAYLOADS[name]}\n\nafter")
    assert dangers(html) == []
    assert not re.search(r"\\(href|style|require)", html)
    assert "before" in html and "after" in html  # no answer is lost behind a tag that somebody left open


def test_what_students_write_is_still_readable():
    text = "# Title\n\n- *em* and `a < b`\n\n$x_1 < y$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[link](https://a.example)"
    html = feedback.harmless_html(text)
    for piece in (
        "<h1>Title",
        "<em>em</em>",
        "<code>a &lt; b</code>",
        "$x_1 &lt; y$",
        "<td>1</td>",
        'href="https://a.example"',
    ):
        assert piece in html


@pytest.fixture
def course(tmp_path, monkeypatch):
    tiny.without_sandbox(monkeypatch)
    course = tiny.course(tmp_path / "course")
    evil = "\n\n".join(PAYLOADS.values())
    files = {
        "Ada Lee_1_assignsubmission_file_/mine.ipynb": tiny.right(course, explain="It divides."),
        "eve_2_3_x.ipynb": tiny.right(course, explain=evil, predict=f"# {evil}", figure=f"'''{evil}'''"),
        "bob.ipynb": tiny.answered(course, step="def step(): pass"),
    }
    collect.collect(course, NAME, tiny.put(tmp_path / "in", files))
    grade.grade(course, NAME)
    return course


def pages(course):
    return {
        it: course.feedback(NAME, it).read_text()
        for it in course.submitters(NAME)
        if course.feedback(NAME, it).exists()
    }


def test_pages_hide_checks_and_show_outcomes_and_hints(course):
    assert len(feedback.feedback(course, NAME)) == 3
    for page in pages(course).values():
        text = re.sub(r"<[^>]*>", "", page)
        assert "HIDDEN TESTS" not in text and "reference" not in text and "default_rng" not in text
        assert "# Here your step is compared with another one, on random numbers." in text
    text = re.sub(r"<[^>]*>", "", pages(course)["bob"])
    assert "This check failed:" in text and "a hint, for seed" in text
    assert "did you square the gradient" in text  # a visible check stays


def test_what_is_hidden_and_what_is_shown_of_a_check():
    hides = feedback.HideChecks()
    cell = sample.named(sample.source())["check-step"]
    told = "# Here your step is compared with another one, on random numbers.\n# This check "
    assert hides.preprocess_cell(cell, {}, 0)[0].source == told + "passed."
    cell.outputs = [record.error("This check failed", "a hint")]
    assert hides.preprocess_cell(cell, {}, 0)[0].source == told + "failed:"
    cell.source = cell.source.partition("### END")[0]
    assert hides.preprocess_cell(cell, {}, 0)[0].source == told + "failed:"


def test_of_outputs_only_errors_and_pictures_are_shown():
    cell = sample.named(sample.source())["figure"]
    html = {"text/html": "<script>alert(1)</script>", "image/svg+xml": "<svg onload=alert(1)>"}
    cell.outputs = [
        new_output("stream", text="words"),
        new_output("display_data", data=html),
        new_output("display_data", data={"image/png": tiny.PIXEL, **html}),
        record.error("ValueError", "no"),
    ]
    shown, _ = feedback.HideChecks().preprocess_cell(cell, {}, 0)
    assert shown.outputs == [new_output("display_data", data={"image/png": tiny.PIXEL}), cell.outputs[-1]]


def test_a_course_s_settings_do_not_undo_it(course):
    config = course.root / "nbgrader_config.py"
    config.write_text("\n".join(it for it in config.read_text().splitlines() if "grading.marks.feedback" not in it))
    feedback.feedback(course, NAME)
    page = pages(course)["eve_2"].split("</head>")[1]
    assert {it.split()[0] for it in dangers(page)} <= {"a"}
    assert "default_rng" not in re.sub(r"<[^>]*>", "", page)


def test_pages_run_nothing_of_a_student_s(course):
    feedback.feedback(course, NAME)
    page = pages(course)["eve_2"]
    head, body = page.split("</head>")
    assert dangers(body) == [] or {it.split()[0] for it in dangers(body)} <= {"a"}, dangers(body)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', head)
    policy = {name: places for name, *places in map(str.split, policy.split(";"))}
    assert all(policy[it] == ["'none'"] for it in ("default-src", "base-uri", "form-action"))
    assert policy["img-src"] == ["data:"]
    assert policy["script-src"] == ["https://cdnjs.cloudflare.com", "'unsafe-eval'"]
    assert "alert" not in "".join(re.findall(r"(?is)<script.*?</script>", page))


def test_marks_and_comments_by_hand_are_shown(course):
    tiny.mark(course, "eve_2", "explain", 1.5, "See *section 2*. <script>alert(1)</script>")
    feedback.feedback(course, NAME)
    page = pages(course)["eve_2"]
    assert "1.5 / 2.0" in page and "<em>section 2</em>" in page
    assert not [it for it in dangers(page.split("</head>")[1]) if it.startswith("script")]


def test_only_what_changed_is_made_again(course):
    assert len(feedback.feedback(course, NAME)) == 3
    assert feedback.feedback(course, NAME) == []
    tiny.mark(course, "eve_2", "explain", 2)
    assert feedback.feedback(course, NAME) == ["eve_2"]
    tiny.mark(course, "eve_2", "explain", 2, "The same, in words.")
    assert feedback.feedback(course, NAME) == ["eve_2"]
    course.feedback(NAME, "bob").unlink()
    assert feedback.feedback(course, NAME) == ["bob"]


def test_another_answer_of_the_same_marks_makes_another_page(course, tmp_path):
    feedback.feedback(course, NAME)
    file = tiny.answered(course, step="def step(): return")
    collect.collect(course, NAME, tiny.put(tmp_path / "again", {"bob.ipynb": file}))
    grade.grade(course, NAME)
    assert feedback.feedback(course, NAME) == ["bob"]


def test_a_penalty_makes_another_page(course):
    feedback.feedback(course, NAME)
    with course.gradebook() as book:
        book.find_submission_notebook(NAME, NAME, "bob").late_submission_penalty = 1
        book.db.commit()
    assert feedback.feedback(course, NAME) == ["bob"]


def test_a_bundle_is_named_as_the_files_were(course, tmp_path):
    with pytest.raises(Problem, match="no pages"):
        feedback.bundle(course, NAME, tmp_path / "back.zip")
    feedback.feedback(course, NAME)
    assert feedback.bundle(course, NAME, tmp_path / "back.zip") == 3
    with zipfile.ZipFile(tmp_path / "back.zip") as archive:
        assert sorted(archive.namelist()) == [
            f"Ada Lee_1_assignsubmission_file_/{NAME}.html",
            f"bob/{NAME}.html",
            "eve_2_3_x.html",
        ]


def test_a_student_without_grades_is_said_in_words(course):
    with pytest.raises(Problem, match="zoe: nothing of 9_sample has been graded"):
        feedback.feedback(course, NAME, ["zoe"])


def test_the_page_where_people_mark_is_harmless_too(course):
    from nbconvert.exporters import HTMLExporter

    config, _ = course.nbgrader()
    exporter = HTMLExporter(config=config)
    body, _ = exporter.from_filename(str(course.autograded(NAME, "eve_2")))
    cells = body.split("<main", 1)[-1]
    assert "<script>alert" not in cells and "onerror" not in "".join(it[1] for it in Page(cells).attributes)
