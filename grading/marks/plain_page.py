"""The page of a student whose text cannot be set: it says so, and gives the marks."""

from html import escape

from grading.pages.frame import POLICY
from grading.pages.standing import points, standing, whose
from grading.words import language, phrase

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
{policy}
<meta charset="utf-8">
<title>{name}</title>
</head>
<body>
<h1>{heading}</h1>
<p>{whose}</p>
<p>{why}</p>
<table>
<tr><th>{question}</th><th>{points}</th><th>{comment}</th></tr>
{rows}
</table>
</body>
</html>
"""
ROW = "<tr><td>{}</td><td>{}</td><td>{}</td></tr>"


def page(course, name, student, words):
    """A page with the marks and comments of the gradebook, which says in ``words`` why there is no more."""
    with course.gradebook() as book:
        row = book.find_submission_notebook(name, name, student)
        comments = {it.name: it.comment or "" for it in row.comments}
        rows = [
            ROW.format(escape(it.name), points(it), escape(comments.get(it.name, "")))
            for it in sorted(row.grades, key=lambda it: it.name)
        ]
        got = {"notebook": escape(name), "score": f"{row.score:g}", "most": f"{row.max_score:g}"}
        heading = (
            phrase("{notebook}: {score} of {most} points so far", **got)
            if any(map(standing, row.grades))
            else phrase("{notebook}: {score} of {most} points", **got)
        )
        owner = escape(whose(course, name, row.student))
    why = phrase(
        "Your answers could not be shown on this page: {why}. Your points are these; ask your teacher for the rest.",
        why=escape(words),
    )
    return PAGE.format(
        policy=POLICY,
        language=language(),
        name=escape(name),
        heading=heading,
        whose=owner,
        why=why,
        question=phrase("Question"),
        points=phrase("Points"),
        comment=phrase("Comment"),
        rows="\n".join(rows),
    )
