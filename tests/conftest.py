"""What all tests share: how properties are searched, and headless Chromium."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples each time, so that a change is judged by itself, and no clock on a busy machine;
# `--hypothesis-profile=default` searches anew.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """One headless Chromium a module.

    While playwright runs, its event loop is this thread's: neither a second playwright nor a
    blocking kernel client can run beside it, so it ends with the module.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield running
        running.close()
