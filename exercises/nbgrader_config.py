"""nbgrader's settings for this course.

They hold for `python -m grading` and for nbgrader's own commands and pages alike: its "autograde" button, too, runs
students' code in the sandbox only, and what students wrote reaches no page, a grader's or their own, as a script.
"""

from grading.pages import settings

c = get_config()  # noqa: F821

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("Your code here")'}
c.ClearSolutions.text_stub = "*Your answer here.*"
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.sanitize_preprocessors = ["grading.marks.record.Rebuild"]
c.Autograde.autograde_preprocessors = [
    "grading.marks.record.ApplyVerdict",
    "nbgrader.preprocessors.LimitOutput",
    "grading.marks.record.SaveGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
settings.harmless(c)
# Late submissions are told to the teacher and cost nothing by themselves; "zero" takes all of their marks.
c.LateSubmissionPlugin.penalty_method = "none"
