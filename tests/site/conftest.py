"""What every test of the site is given."""

import pytest

from helpers.browsing import EXPLORERS, SITE, browser

__all__ = ["browser", "site"]


@pytest.fixture(scope="session")
def site():
    return SITE


TOLD = pytest.StashKey[list]()


@pytest.fixture
def tell(request):
    """``tell(line)`` has a line printed at the end of the run."""
    return request.config.stash.setdefault(TOLD, []).append


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(TOLD, []):
        terminalreporter.write_line(line)


@pytest.fixture
def visit(browser, site):
    """``visit(chapter, ...)`` opens a chapter's page, from the disk or from ``root``; none may complain."""
    pages, complaints = [], []

    def opened(chapter, address="", root=None, **options):
        page = browser.new_page(**({"viewport": {"width": 1280, "height": 800}} | options))
        page.add_init_script(EXPLORERS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"{root or site.as_uri()}/chapters/{chapter}.html{address}")
        page.locator(".book-explorer").first.wait_for()
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []
