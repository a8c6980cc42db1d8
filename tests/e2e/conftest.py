"""A page of headless Chromium for the end-to-end tests."""

import pytest


@pytest.fixture
def page(browser):
    """A page of 1280 × 1000 whose uncaught errors fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    # Voilà answers when the notebook has run; a busy machine takes its time over torch.
    opened.set_default_timeout(120_000)
    errors = []
    opened.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108
    yield opened
    context.close()
    assert errors == []
