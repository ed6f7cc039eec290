"""What every test of the site is given."""

import pytest

from helpers.browsing import EXPLORERS, SITE
from helpers.serving import served
from helpers.two_pythons import Recording


@pytest.fixture(scope="session")
def site():
    return SITE


@pytest.fixture(scope="session")
def address(site):
    """Where a web server on this machine has the site."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def recorded(request, tmp_path_factory):
    """Both Pythons' records of every notebook that is asked for."""
    items = [it for it in request.session.items if hasattr(it, "callspec") and "recorded" in it.fixturenames]
    recording = Recording(tmp_path_factory.mktemp("two-pythons"), {it.callspec.params["name"] for it in items})
    yield recording
    recording.end()


@pytest.fixture
def new_page(browser):
    """``new_page(**options)`` is an empty page, as wide as a desk's; none may complain until the test ends."""
    pages, complaints = [], []

    def made(**options):
        page = browser.new_page(**({"viewport": {"width": 1280, "height": 800}} | options))
        page.add_init_script(EXPLORERS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        pages.append(page)
        return page

    yield made
    for page in pages:
        page.close()
    assert complaints == []


@pytest.fixture
def visit(new_page, site):
    """``visit(chapter, ...)`` opens a chapter's page, from the disk or from ``root``.

    Where prompts veil what follows, the reader reads on, unless ``veils`` are asked for.
    """

    def opened(chapter, address="", root=None, veils=False, **options):
        page = new_page(**options)
        page.goto(f"{root or site.as_uri()}/chapters/{chapter}.html{address}")
        page.locator(".book-explorer").first.wait_for()
        if not veils:
            page.evaluate("document.querySelectorAll('.predict .on-screen button').forEach((button) => button.click())")
        return page

    return opened
