"""The pages that Sphinx has written: not the one that stands in for JupyterLab until `make lite` has put that there.

A build writes some pages and finishes those: one that has its policy, which comes last, has been finished before.
"""

from pathlib import Path

LAB, POLICY = "lab", "Content-Security-Policy"


def pages(app):
    """The HTML files of a finished build, without JupyterLab's and the theme's own."""
    out = Path(app.outdir)
    return [path for path in out.rglob("*.html") if path.relative_to(out).parts[0] not in (LAB, "_static")]


def unfinished(app):
    """Those of the pages that this build has written, or an earlier one that did not come to its end."""
    return [path for path in pages(app) if f'<meta http-equiv="{POLICY}"' not in path.read_text(encoding="utf-8")]
