"""How nbgrader makes HTML of a notebook, by its own commands and pages as by `python -m grading`."""

from importlib.util import find_spec
from pathlib import Path

TEMPLATES = [
    str(Path(__file__).parent / "templates"),
    str(Path(find_spec("nbgrader").origin).parent / "server_extensions" / "formgrader" / "templates"),
]
FILTERS = {
    "markdown2html": "grading.pages.filters.in_context",
    "highlight_code": "grading.pages.filters.code",
    "cell2html": "grading.pages.filters.cell",
    "comment2html": "grading.pages.filters.comment",
    "phrase": "grading.words.phrase",
}
STEPS = [
    "nbgrader.preprocessors.GetGrades",
    "grading.pages.notebook.HideChecks",
    "grading.pages.notebook.TellNotes",
    "grading.pages.notebook.NameParts",
    "grading.pages.standing.TellStanding",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]


def harmless(config):
    """Set it, in a configuration."""
    config.HTMLExporter.extra_template_basedirs = TEMPLATES
    config.HTMLExporter.filters = FILTERS
    config.HTMLExporter.preprocessors = ["grading.pages.notebook.ReadyToMark"]
    config.GenerateFeedback.preprocessors = STEPS
