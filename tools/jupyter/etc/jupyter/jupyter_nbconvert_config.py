"""Exports to HTML that ask no other host: formulas in MathML, live figures by their pictures."""

from nbconvert.filters.markdown_mistune import MarkdownWithMath

from grading.pages.harmless import Renderer

c = get_config()  # noqa: F821  (Jupyter gives it to its configurations)
c.HTMLExporter.template_name = "book"
c.HTMLExporter.filters = {"markdown2html": MarkdownWithMath(renderer=Renderer(links=True)).render}
c.NbConvertBase.display_data_priority = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
    "text/plain",
]
