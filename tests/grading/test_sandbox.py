"""The sandbox at work on honest answers, and what it says where it cannot work."""

import pytest
import sample

pytestmark = pytest.mark.sandboxed


def grade(notebook, settings, **options):
    from grading import verdict

    return verdict.grade(notebook, sample.source(), 7, sandbox=settings, **options)


def test_the_solution_has_all_points(settings):
    verdict = grade(sample.solved(), settings)
    assert verdict["checks"] == dict.fromkeys(sample.CHECKS)
    assert not verdict["errors"]
    assert list(verdict["figures"]) == ["figure"]


def test_the_release_has_no_points(settings):
    verdict = grade(sample.release(), settings)
    assert all(verdict["checks"].values()), verdict
