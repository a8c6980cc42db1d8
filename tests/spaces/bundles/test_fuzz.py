"""Whatever bytes are changed or cut: a refusal in words, or the same space."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.exceptions import BundleError

CAREFUL = settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def original(bundle):
    return bundle.read_bytes(), lw.open(bundle)


def opens_equal_or_not(path, data, space):
    path.write_bytes(data)
    try:
        found = lw.open(path)
    except BundleError:
        return
    np.testing.assert_array_equal(found.codes, space.codes)
    np.testing.assert_array_equal(found.labels, space.labels)
    np.testing.assert_array_equal(found.samples(range(40)), space.samples(range(40)))
    assert found.about.title == space.about.title
    assert found.model.fingerprint() == space.model.fingerprint()


@CAREFUL
@given(data=st.data())
def test_flipped_bytes(original, tmp_path, data):
    content, space = original
    changed = bytearray(content)
    # What counts most stands at the end, in the zip's own list; and everywhere in between.
    place = st.one_of(
        st.integers(0, len(content) - 1), st.integers(len(content) - 2000, len(content) - 1)
    )
    for position in data.draw(st.lists(place, min_size=1, max_size=4)):
        changed[position] ^= data.draw(st.integers(1, 255))
    opens_equal_or_not(tmp_path / "flipped.latent", bytes(changed), space)


@CAREFUL
@given(data=st.data())
def test_cut_and_lengthened(original, tmp_path, data):
    content, space = original
    start = data.draw(st.integers(0, 50))
    stop = data.draw(st.integers(0, len(content)))
    tail = data.draw(st.binary(max_size=40))
    opens_equal_or_not(tmp_path / "cut.latent", content[start:stop] + tail, space)
