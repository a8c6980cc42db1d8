"""An exported page, as the file that it is; in a browser it is tested in tests/browser."""

import base64
import gzip
import hashlib
import json
import os
import re
import resource
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances

import latentwidgets as lw
from latentwidgets.exceptions import OptionError
from latentwidgets.spaces.support import log_variances_of

HOSTILE = "<img src=x onerror=alert(1)></script><!-- \u2028 {z} &amp; \"'"
ROOT = Path(lw.__file__).parents[1]


PYTHONS = str.maketrans(",.:", "<>&")  # from the page's base85 to Python's


class Document(HTMLParser):
    """The elements of a page, what stands in each, and its parts unpacked."""

    def __init__(self, path):
        super().__init__()
        self.elements, self._open = [], []
        self.text = path.read_text("utf-8")
        self.feed(self.text)
        self.parts = {
            attributes["id"][3:]: gzip.decompress(base64.b85decode(text.translate(PYTHONS)))
            for tag, attributes, text in self.all("script")
            if "id" in attributes
        }

    def handle_starttag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])
        if tag not in ("meta", "img"):
            self._open.append(self.elements[-1])

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag

    def handle_data(self, data):
        if self._open:
            self._open[-1][2] += data

    def all(self, tag):
        return [element for element in self.elements if element[0] == tag]

    def one(self, tag):
        (found,) = self.all(tag)
        return found

    def meta(self, name):
        key = "http-equiv" if name.startswith("Content-") else "name"
        return next(a["content"] for _, a, _ in self.all("meta") if a.get(key) == name)

    @property
    def data(self):
        """What the page's views are given, arrays of bytes revived."""
        message = self.parts["data"]
        length = int.from_bytes(message[:4], "little")
        header = json.loads(message[4 : 4 + length])
        start, buffers = -(-(4 + length) // 8) * 8, []
        for size in header["sizes"]:
            buffers.append(message[start : start + size])
            start = -(-(start + size) // 8) * 8
        return _revive(header["content"], buffers)


def _revive(value, buffers):
    if isinstance(value, dict) and "buffer" in value:
        return np.frombuffer(buffers[value["buffer"]], value["dtype"]).reshape(value["shape"])
    if isinstance(value, dict):
        return {name: _revive(entry, buffers) for name, entry in value.items()}
    return [_revive(entry, buffers) for entry in value] if isinstance(value, list) else value


def saved(space, path, **options):
    explorer = lw.LatentExplorer(space)
    assert explorer.save_html(path, **options) == path
    return Document(path)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """The page of the larger built-in model, and its space."""
    space = lw.zoo.load("digits/vae")
    document = saved(space, tmp_path_factory.mktemp("digits") / "digits.html")
    for widget in list(_instances.values()):
        widget.close()
    return document, space


def test_a_page_has_the_words_of_its_space(digits):
    document, space = digits
    assert document.one("title")[2] == document.one("h1")[2] == space.about.title
    assert document.all("p")[0][2] == space.about.description
    assert document.one("footer")[2].startswith(space.about.credits)
    assert document.meta("description") == space.about.description
    assert document.one("html")[1] == {"lang": "en"}


def test_without_words_there_is_the_name_and_no_gap(space, tmp_path):
    document = saved(space, tmp_path / "page.html")
    assert document.one("h1")[2] == space.name
    assert document.all("p") == [["p", {}, document.one("p")[2]]]  # that of <noscript>
    assert document.one("footer")[2] == "Made with latentwidgets."
    empty = saved(space, tmp_path / "empty.html", title="A\nB", description="", credits="")
    assert empty.one("h1")[2] == "A\nB"
    assert "A B" in empty.meta("description")


def test_text_stays_text(make_space, tmp_path):
    space = make_space(
        labels=np.array([HOSTILE, "b", "c"])[np.arange(60) % 3],
        attributes={HOSTILE: np.array([HOSTILE, "d"])[np.arange(60) % 2]},
        name=HOSTILE,
    )
    words = dict.fromkeys(("title", "description", "credits"), HOSTILE)
    document = saved(space, tmp_path / "page.html", **words)
    assert document.one("h1")[2] == document.one("title")[2] == HOSTILE
    assert document.all("p")[0][2] == HOSTILE
    assert document.meta("description") == " ".join(HOSTILE.split())
    assert document.one("footer")[2] == f"{HOSTILE}\nMade with latentwidgets."
    assert [a["src"][:15] for _, a, _ in document.all("img")] == ["data:image/png;"]
    assert {tuple(sorted(a)) for _, a, _ in document.all("script")} == {("id", "type"), ("type",)}
    assert not any(name.startswith("on") for _, a, _ in document.elements for name in a)
    samples = document.data["samples"]
    assert samples["labels"][0] == HOSTILE
    assert samples["attributes"][0][0] == samples["attributes"][0][1][0] == HOSTILE
    assert document.data["traits"]["description"]["name"] == HOSTILE


def test_the_policy_lets_in_what_is_in_the_page_and_nothing_else(digits):
    document, _ = digits
    policy = dict(
        entry.strip().split(" ", 1) for entry in document.meta("Content-Security-Policy").split(";")
    )
    script = next(text for _, a, text in document.all("script") if a["type"] == "module")
    style = document.one("style")[2]
    digest = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in (script, style)
    ]
    assert policy == {
        "default-src": "'none'",
        "script-src": f"{digest[0]} blob: 'wasm-unsafe-eval'",
        "worker-src": "blob:",
        "style-src": digest[1],
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert not any("style" in attributes for _, attributes, _ in document.elements)


def test_a_page_loads_nothing_and_tells_nothing_of_the_machine(digits):
    document, _ = digits
    for _, attributes, _ in document.elements:
        assert "href" not in attributes
        assert attributes.get("src", "data:").startswith("data:")
    for style in (document.one("style")[2], document.parts["style"].decode()):
        assert "{" in style
        assert "url(" not in style
        assert "@import" not in style
    everything = [document.text.encode(), *document.parts.values()]
    for place in {str(ROOT), str(Path.home()), os.uname().nodename}:
        if len(place) > 5:
            assert not any(place.encode() in part for part in everything)


def test_the_still_picture_is_one(digits):
    document, space = digits
    image = document.one("img")[1]
    assert base64.b64decode(image["src"].split(",")[1])[:8] == b"\x89PNG\r\n\x1a\n"
    assert image["alt"] == f"{space.about.title}, a still picture"


def test_saving_changes_nothing_in_the_live_view(space, tmp_path):
    explorer = lw.LatentExplorer(space)
    explorer.state.start_with(dims=3)
    for name in ("first.html", "second.html"):
        explorer.save_html(tmp_path / name)
        assert explorer.state.current_map().dims == 3
    explorer.state.start_with(dims=2)
    flat = saved(space, tmp_path / "third.html")
    assert explorer.state.current_map().dims == 2
    assert flat.one("img")[1] == saved(space, tmp_path / "fourth.html").one("img")[1]


def test_the_digits_page_is_small(digits):
    document, _ = digits
    # Of these, 4.6 MB are the library that runs the model; 0.4 MB are the explorer and its tools.
    assert len(document.text.encode()) <= 6_000_000


def test_the_same_space_gives_the_same_bytes(digits, tmp_path):
    document, _ = digits
    again = saved(lw.zoo.load("digits/vae"), tmp_path / "again.html")
    assert again.text == document.text


def test_half_precision_takes_less_room_and_says_what_it_costs(digits, tmp_path):
    document, space = digits
    half = saved(space, tmp_path / "half.html", precision="float16").data["model"]
    full = document.data["model"]
    assert len(half["decoder"]["planes"]) < 0.6 * len(full["decoder"]["planes"])
    assert (half["precision"], full["precision"]) == ("float16", "float32")
    assert full["parity"]["error"] < half["parity"]["error"] < half["parity"]["tolerance"] == 1e-2


def test_maps_kept_with_a_space_are_in_its_page(digits):
    document, _ = digits
    assert [found["key"] for found in document.data["maps"]] == ["pca-2", "pca-3", "tsne-2"]


def test_a_page_holds_the_newest_map_of_each_kind(tmp_path):
    explorer = lw.LatentExplorer(lw.zoo.load("digits/vae"))
    explorer.state.start_with(dims=3)
    newer = explorer.space.project("tsne", 2)
    explorer.state.context.maps.add("tsne-2-perplexity=9", newer)
    explorer.save_html(tmp_path / "maps.html")
    data = Document(tmp_path / "maps.html").data
    assert [found["key"] for found in data["maps"]] == ["pca-3", "pca-2", "tsne-2-perplexity=9"]
    assert data["traits"]["projection"]["key"] == "pca-3"
    assert data["traits"]["frame"]["projection"] == "pca-3"
    assert data["traits"]["description"]["projections"] == ["pca", "tsne"]


def test_a_model_that_cannot_be_exported_is_a_lattice(space, tmp_path):
    data = saved(space, tmp_path / "page.html").data
    assert data["model"] is None
    lattice, description = data["lattice"], data["traits"]["description"]
    assert "cannot be exported" in lattice["reason"]
    assert "kernel" not in lattice["reason"]
    assert description["can_encode"] is False
    assert (description["projections"], data["maps"][0]["held"]) == (["pca"], 0)
    plane = space.project("pca", 2)
    assert np.all(np.array(lattice["from"]) < plane.coordinates.min(axis=0))
    assert np.all(np.array(lattice["to"]) > plane.coordinates.max(axis=0))
    xs, ys = (
        np.linspace(lattice["from"][axis], lattice["to"][axis], lattice["columns"])
        for axis in (0, 1)
    )
    pixels = lattice["pixels"].reshape(lattice["rows"], lattice["columns"], 8, 8, 4)
    for row, column in ((0, 0), (3, 7), (31, 30)):
        code = plane.inverse(np.array([[xs[column], ys[row]]]))
        levels = np.rint(space.decode(code)[0, ..., 0] * 255)
        np.testing.assert_array_equal(pixels[row, column, ..., 0], levels)
        assert np.all(pixels[row, column, ..., 3] == 255)


def test_what_a_bundle_kept_is_in_the_explorer_and_in_its_page(tmp_path):
    space = lw.zoo.load("digits/vae-2d")
    codes = space.codes[[5, 9]]
    space.dimension_names[1] = HOSTILE
    path = space.save(tmp_path / "kept.latent", bookmarks={HOSTILE: codes[0]}, z=codes[1])
    explorer = lw.LatentExplorer(lw.open(path))
    np.testing.assert_array_equal(explorer.z, codes[1])
    traits = saved(explorer.space, tmp_path / "page.html").data["traits"]
    np.testing.assert_array_equal(traits["z"], codes[1])
    np.testing.assert_array_equal(traits["frame"]["z"], codes[1])
    assert [bookmark["name"] for bookmark in traits["bookmarks"]] == [HOSTILE]
    assert traits["dimension_names"] == {"names": [[1, HOSTILE]]}
    np.testing.assert_array_equal(traits["bookmarks"][0]["z"], codes[0])


def test_posteriors_come_along_in_half_precision_and_else_a_reason(make_space, tmp_path):
    space = lw.zoo.load("digits/vae-2d")
    found = saved(space, tmp_path / "vae.html").data["posteriors"]
    assert found["reason"] is None
    kept = found["log_variances"].view(np.float16).reshape(2, -1).T
    np.testing.assert_allclose(kept, log_variances_of(space), atol=1 / 64 + 1e-3)
    none = saved(make_space(), tmp_path / "linear.html").data["posteriors"]
    assert none["log_variances"] is None
    assert none["reason"].endswith(".")


@pytest.mark.parametrize("name", ["page.pdf", "page", "page.html.exe"])
def test_another_ending_is_refused(space, tmp_path, name):
    with pytest.raises(OptionError, match=re.escape(repr(name))):
        lw.LatentExplorer(space).save_html(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_former_file_and_nothing_else(space, tmp_path):
    path = tmp_path / "page.html"
    explorer = lw.LatentExplorer(space)
    explorer.save_html(path, title="the former")
    former = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(OSError, match=re.escape(str(path))):
            explorer.save_html(path, title="the new one")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == former
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said(space, tmp_path):
    path = tmp_path / "nowhere" / "page.html"
    with pytest.raises(FileNotFoundError, match=re.escape(repr(str(path)))):
        lw.LatentExplorer(space).save_html(path)
    assert not list(tmp_path.iterdir())


def test_a_folder_in_the_place_of_the_page_stays(space, tmp_path):
    (tmp_path / "page.html").mkdir()
    with pytest.raises(OSError, match=r"page\.html'$"):
        lw.LatentExplorer(space).save_html(tmp_path / "page.html")
    assert [path.is_dir() for path in tmp_path.iterdir()] == [True]
