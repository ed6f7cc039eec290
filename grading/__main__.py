"""`python -m grading COMMAND`: release, collect, grade, feedback and export a course's exercises."""

import argparse
import sys
from pathlib import Path

from grading import ROOT

FORMATS = ["csv", "moodle", "canvas", "blackboard", "brightspace", "sakai", "ilias"]
WITHOUT = ["teams", "gradescope"]  # platforms of which no import of a table is known
COURSE = ROOT / "exercises"


def main(arguments=None):
    """Run a command. Returns the exit code: 0 done, 1 done but for some submissions or checks, 2 not done."""
    top = parser()
    options = top.parse_args(arguments)
    if options.command == "demo" and options.course != COURSE:
        top.error("demo makes up a course of its own: name its --folder")
    # Only here: a process that makes verdicts imports this module, too, and needs nothing of what follows.
    from grading import commands
    from grading.course.problem import Problem

    try:
        return getattr(commands, options.command)(options) or 0
    except Problem as error:
        print(f"{error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on from here.", file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    return 2


def parser():
    """What can be said on the command line."""
    top = argparse.ArgumentParser(prog="python -m grading", description=__doc__)
    told = {"type": Path, "help": "the course's folder (default: this book's), before the command or behind it"}
    top.add_argument("--course", default=COURSE, **told)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name, words, course=True):
        one = commands.add_parser(name, help=words, description=words)
        if course:
            one.add_argument("--course", default=argparse.SUPPRESS, **told)
        return one

    one = add("release", "make what students get from the instructor's notebooks")
    one.add_argument("names", nargs="*", metavar="NAME", help="assignments (default: all)")
    one.add_argument("--no-verify", dest="verify", action="store_false", help="do not run the checks on the release")

    one = add(
        "practice", "write a file by which students check their own work: other numbers, the same hints, no marks"
    )
    one.add_argument("name", metavar="NAME")

    one = add("collect", "take in files as an LMS exports them, whatever their names")
    one.add_argument("name", metavar="NAME")
    one.add_argument("folder", metavar="FOLDER", type=Path, help="a folder or a ZIP archive")
    one.add_argument("--roster", type=Path, help="the LMS' gradebook, or CSV with a column id, and name, email, login")
    one.add_argument("--pattern", help="regular expression for paths, with groups student and, if any, time, attempt")
    one.add_argument("--map", type=Path, help="CSV with the columns file,student: whose a file is, or - for nobody's")
    one.add_argument("--due", help="when it was due, e.g. '2026-03-31 23:59'; kept")

    one = add("grade", "grade what has been collected; a run that was stopped goes on where it was")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--jobs", type=positive, help="processes (default: one for each core)")
    one.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, instead of processes here")
    one.add_argument("--figures", action=argparse.BooleanOptionalAction, default=True, help="draw figures, for marking")
    one.add_argument("--student", action="extend", nargs="+", metavar="ID", help="only these; may be repeated")

    one = add("feedback", "make the pages that students get back")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--student", action="extend", nargs="+", metavar="ID", help="only these; may be repeated")
    one.add_argument("--bundle", type=Path, metavar="FILE.zip", help="also put all pages into an archive for the LMS")

    one = add("export", "write the grades as a table")
    one.add_argument("names", nargs="*", metavar="NAME", help="assignments (default: all)")
    one.add_argument("--format", type=form, choices=FORMATS, default="csv")
    one.add_argument("--column", metavar="HEADING", help="what the LMS calls the column of the one exercise NAME")
    one.add_argument(
        "--provisional", action="store_true", help="also what is not final, where an LMS cannot be told so"
    )
    one.add_argument("--out", type=Path, required=True, metavar="FILE")

    one = add("report", "write a page on how the class did, question by question")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--names", action="store_true", help="also say whose: without, no student is named")
    one.add_argument("--out", type=Path, required=True, metavar="FILE.html")

    one = add("similar", "write a page that shows submissions side by side that are alike: evidence, and no verdict")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--out", type=Path, required=True, metavar="FILE.html")

    one = add("talk", "write sheets for talks: three questions on each student's own work, with the answers")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--student", action="extend", nargs="+", metavar="ID", help="only these; may be repeated")
    one.add_argument("--jobs", type=positive, help="processes (default: one for each core)")
    one.add_argument("--out", type=Path, required=True, metavar="FILE.html")

    one = add("check", "say whether this machine can grade, and what to install")
    one.add_argument("--install", action="store_true", help="make the sandbox's environment if it is missing")

    one = add("demo", "run it all on a small made-up class, and open the result", course=False)
    one.add_argument("--folder", type=Path, default=ROOT / "_build" / "grade-demo")
    one.add_argument("--jobs", type=positive)
    one.add_argument("--students", type=positive, help="a class of so many instead, by Canvas and by Moodle")
    one.add_argument("--no-open", dest="open", action="store_false", help="do not start the formgrader")
    one.add_argument("--port", type=int, default=8888)
    return top


def form(text):
    """The name of a format. Raises ArgumentTypeError, which argparse tells, for a platform without one."""
    if text in WITHOUT:
        raise argparse.ArgumentTypeError(
            f"of {text} no import of a table is known: enter the points there, from --format csv"
        )
    return text


def positive(text):
    """A count of at least one. Raises ArgumentTypeError or ValueError, which argparse tells."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
