"""What every test of the site is given."""

import pytest
from browsing import SITE, browser

__all__ = ["browser", "site"]


@pytest.fixture(scope="session")
def site():
    return SITE
