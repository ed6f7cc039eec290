"""The form of the pages for teachers: one file each, without scripts, that a browser opens and prints offline."""

from html import escape

from grading.course.problem import shown

# Whatever students wrote into it, a page loads nothing and runs nothing.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --paper: #ffffff;
  --blue: #0072b2; --faint: #eef4f8; --mark: #fff1c2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --quiet: #a0a8b1; --line: #3d444d; --paper: #14181d;
  --blue: #56b4e9; --faint: #1d262e; --mark: #4d4216; } }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-top: 1px solid var(--line);
  padding-top: 1rem; } h3 { font-size: 1rem; }
.quiet { color: var(--quiet); }
table { border-collapse: collapse; } th, td { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; }
th { overflow-wrap: normal; border-bottom: 1px solid var(--line); font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
.bar { display: inline-block; height: .8rem; background: var(--blue); vertical-align: baseline; }
pre, code { font: 13px/1.45 ui-monospace, monospace; } pre { white-space: pre-wrap; margin: 0; }
mark { background: var(--mark); color: inherit; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; } .pair > div { min-width: 0; }
.code { border: 1px solid var(--line); padding: .5rem; background: var(--faint); }
img { max-width: 100%; max-height: 22rem; background: #ffffff; }
@media (max-width: 48rem) { .pair { grid-template-columns: 1fr; } }
@media print { body { margin: 0; max-width: none; } .sheet ~ .sheet { break-before: page; } }
"""


def page(title, *parts):
    """A whole page from parts that are HTML already."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{text(title)}</h1>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def text(words, limit=2000):
    """Anyone's words in one line of HTML that shows just these."""
    return escape(shown(words, limit))


def paragraph(words, kind=""):
    """A paragraph of words."""
    return f"<p{f' class={kind}' if kind else ''}>{text(words)}</p>"


def table(heading, rows):
    """A table; a cell is words, a number, or HTML that was made here, as ``Html``."""

    def cell(value, tag):
        kind = ' class="number"' if isinstance(value, int | float) else ""
        return f"<{tag}{kind}>{value if isinstance(value, Html) else text(plain(value))}</{tag}>"

    lines = ["".join(cell(it, "th") for it in heading)] + ["".join(cell(it, "td") for it in row) for row in rows]
    return "<table>\n" + "\n".join(f"<tr>{line}</tr>" for line in lines) + "\n</table>"


def plain(value):
    """A number with two digits behind the point at most, and words as they are; nothing for None."""
    if isinstance(value, float):
        return f"{round(value, 2):g}"
    return "" if value is None else value


class Html(str):
    """HTML that was made here: it is not escaped again."""


def bar(share, of=12):
    """A bar as long as a ``share`` of 1 says, in units of the font's size."""
    return Html(f'<span class="bar" style="width: {of * max(0.0, min(1.0, share)):.2f}rem"></span>')


def bars(counts):
    """A row with a bar for each value and how often it came, in the order given."""
    most = max(counts.values(), default=0) or 1
    return table(["", "", ""], [[value, Html(f"{bar(count / most, 20)} {count}")] for value, count in counts.items()])
