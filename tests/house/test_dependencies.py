"""What `pip install latentwidgets` brings, without the extras of tests."""

from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def brought() -> set[str]:
    """The packages that ours needs, and all that these need."""
    found, waiting = set(), ["latentwidgets"]
    while waiting:
        for text in requires(waiting.pop()) or []:
            needed = Requirement(text)
            name = canonicalize_name(needed.name)
            if name not in found and (not needed.marker or needed.marker.evaluate({"extra": ""})):
                found.add(name)
                waiting.append(name)
    return found


@pytest.mark.parametrize("name", ["ipykernel", "threadpoolctl", "voila"])
def test_what_a_demo_runs_on_comes_with_the_package(brought, name):
    # JupyterLab brings a kernel, but only to those who test.
    assert name in brought


def test_what_is_for_tests_alone_stays_with_these(brought):
    assert not {"jupyterlab", "marimo", "playwright", "pytest"} & brought
