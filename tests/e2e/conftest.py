"""A page of headless Chromium for the end-to-end tests."""

import pytest

# JupyterLab asks a kernel for a subshell when it opens, and says this of itself where the kernel is
# restarted before the answer: nothing of a widget's.
OF_JUPYTERLAB = "Canceled future for create_subshell_request"


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
    assert [error for error in errors if OF_JUPYTERLAB not in str(error)] == []
