"""What each command does, by the command's name."""

from grading.commands.pages import practice, report, similar, talk
from grading.commands.steps import check, collect, demo, export, feedback, grade, release

__all__ = [
    "check",
    "collect",
    "demo",
    "export",
    "feedback",
    "grade",
    "practice",
    "release",
    "report",
    "similar",
    "talk",
]
