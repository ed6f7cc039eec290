"""What is known of a submission beside its text: whose it is, and which of its marks stand."""

from datetime import UTC, datetime

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from grading.course.cells import is_graded, label
from grading.course.course import Course
from grading.course.index import counting, index_of
from grading.words import phrase

UNMARKED, EARLIER = "unmarked", "earlier"


def standing(grade):
    """Why a grade of the gradebook is not final, UNMARKED or EARLIER; empty where it is."""
    if not grade.needs_manual_grade:
        return ""
    return UNMARKED if grade.manual_score is None else EARLIER


def told(standing):
    """The same in words."""
    return {UNMARKED: phrase("not yet marked"), EARLIER: phrase("marked on an earlier text")}.get(standing, "")


def points(grade):
    """A grade in words."""
    why = standing(grade)
    about = {"score": plain(grade.score), "most": plain(grade.max_score), "standing": told(why)}
    if why == UNMARKED:
        one = grade.max_score == 1
        return phrase("{standing} ({most} point)", **about) if one else phrase("{standing} ({most} points)", **about)
    return phrase("{score} of {most}, {standing}", **about) if why else phrase("{score} of {most}", **about)


def plain(number):
    """A number of points."""
    return f"{round(float(number), 2):g}"


def whose(course, name, student):
    """In words whose a submission is and, as far as a platform told it, which attempt and when it was handed in.

    ``student`` is the gradebook's.
    """
    entry = counting(index_of(course, name, student.id)) or {}
    known = f"{student.first_name or ''} {student.last_name or ''}".strip()
    parts = [f"{known} ({student.id})" if known else student.id]
    if entry.get("told"):
        time = f"{datetime.fromisoformat(entry['time']).astimezone(UTC):%Y-%m-%d, %H:%M} UTC"
        parts.append(phrase("handed in {time}", time=time))
    if entry.get("attempt"):
        parts.append(phrase("attempt {number}", number=entry["attempt"]))
    return " · ".join(parts)


class TellStanding(NbGraderPreprocessor):
    """Whose page it is is told on it, of each part in words what it got, and which parts keep the total from standing.

    The parts stand in each cell's own data, all else beside the policy.
    """

    def preprocess(self, nb, resources):
        """nbconvert's hook."""
        which, course = resources["nbgrader"], Course(self.parent.parent.coursedir.root)
        with Gradebook(which["db_url"]) as book:
            row = book.find_submission_notebook(which["notebook"], which["assignment"], which["student"])
            grades = {it.name: it for it in row.grades}
            owner = whose(course, which["assignment"], row.student)
            for cell in filter(is_graded, nb.cells):
                grade = grades[label(cell)]
                why = standing(grade)
                remark = phrase("Comment on an earlier text:") if why == EARLIER else phrase("Comment:")
                cell.metadata["page"] |= {"points": points(grade), "standing": told(why), "remark": remark}
        return nb, resources | {"whose": owner}
