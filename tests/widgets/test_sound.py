"""What plays melodies: named to the page where there are some, read as an asset, exported."""

import numpy as np
import pytest

import latentwidgets as lw
from latentwidgets.runtimes.page import SOUND, shared_asset
from tests.spaces import media
from tests.widgets.test_html import Document

_spaces = {}


@pytest.fixture(params=["melody", "audio"])
def space(request):
    if request.param not in _spaces:
        _spaces[request.param] = media.make_medium(request.param)
    return _spaces[request.param]


def test_the_library_is_named_where_melodies_are(page, space):
    view = lw.LatentExplorer(space)
    description = page.opened[view.state.comm.comm_id]["description"]
    if space.modality.kind != "melody":
        assert "sound" not in description
        return
    library = shared_asset(SOUND)
    assert description["sound"] == library.describe()
    part = page.ask(view, "asset", name=SOUND, start=0)
    assert np.asarray(part["data"], np.uint8).tobytes() == bytes(library.data)


def test_an_exported_page_holds_it_where_melodies_are(page, space, tmp_path):
    path = lw.LatentExplorer(space).save_html(tmp_path / "page.html")
    parts = Document(path).parts
    assert ("sound" in parts) == (space.modality.kind == "melody")
    if "sound" in parts:
        assert parts["sound"] == bytes(shared_asset(SOUND).data)


def test_the_library_is_no_longer_than_it_is(page):
    view = lw.LatentExplorer(_spaces.setdefault("melody", media.make_medium("melody")))
    said = page.fails(view, "asset", name=SOUND, start=len(shared_asset(SOUND).data))
    assert "no file 'sound.js' with more than" in said
