"""Ways between codes, and sums of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import latentwidgets as lw
from latentwidgets.spaces.paths import choose_path, combine, interpolate

NUMBERS = st.floats(-100, 100, width=32)
SHARES = np.linspace(0, 1, 7)


@st.composite
def two_codes(draw):
    size = draw(st.integers(1, 20))
    code = hnp.arrays(np.float32, size, elements=NUMBERS)
    return draw(code), draw(code)


@given(two_codes(), st.sampled_from(["lerp", "slerp"]))
def test_a_path_ends_at_its_ends_to_the_last_bit(ends, path):
    codes = interpolate(*ends, SHARES, path)
    assert codes[0].tobytes() == ends[0].tobytes()
    assert codes[-1].tobytes() == ends[1].tobytes()
    assert np.isfinite(codes).all()


@given(two_codes())
def test_an_arc_keeps_between_the_lengths_of_its_ends(ends):
    shortest, longest = sorted(np.linalg.norm(end.astype(float)) for end in ends)
    if shortest == 0 or len(ends[0]) == 1:
        return
    lengths = np.linalg.norm(interpolate(*ends, SHARES, "slerp").astype(float), axis=1)
    # A straight line takes the place of an arc too short to tell from it.
    assert (lengths <= longest * (1 + 1e-5)).all()
    assert (lengths >= shortest * (1 - 1e-5)).all()


def test_half_an_arc_of_a_right_angle():
    middle = interpolate([2, 0, 0], [0, 4, 0], [0.5], "slerp")[0]
    assert middle == pytest.approx([3 / np.sqrt(2), 3 / np.sqrt(2), 0])


def test_opposite_codes_go_round_and_not_through_the_middle():
    middle = interpolate([1, 0, 0], [-1, 0, 0], [0.5], "slerp")[0]
    assert middle == pytest.approx([0, 1, 0])


def test_a_line_between_prior_samples_leaves_their_shell_and_an_arc_does_not():
    a, b = np.random.default_rng(0).standard_normal((2, 512))
    line, arc = (np.linalg.norm(interpolate(a, b, [0.5], path)) for path in ("lerp", "slerp"))
    assert line == pytest.approx(16, abs=1.5)  # √(512 / 2)
    assert arc == pytest.approx(22.6, abs=1.5)  # √512


@pytest.mark.parametrize(
    ("prior", "size", "encoded", "path"),
    [
        ("normal", 512, False, "slerp"),
        ("normal", 512, True, "lerp"),
        ("normal", 16, False, "lerp"),
        ("uniform", 512, False, "lerp"),
        (None, 512, False, "lerp"),
    ],
)
def test_the_path_is_chosen_by_where_codes_lie(prior, size, encoded, path):
    assert choose_path(prior, size, encoded=encoded) == path


def test_a_sum_with_weights():
    assert combine([[1, 2], [3, 4], [5, 6]], [1, -1, 2]) == pytest.approx([8, 10])
    with pytest.raises(lw.ShapeError, match=r"give \(m, d\) and \(m,\)"):
        combine([[1, 2]], [1, 2])


def test_a_space_interpolates_in_its_latent_shape():
    space = lw.LatentSpace(
        lambda z: z, latent_shape=(2, 3, 3), output_shape=(3, 3, 2), prior="normal"
    )
    a, b = space.sample(2, seed=0)
    codes = space.interpolate(a, b.reshape(-1), 5)
    assert codes.shape == (5, 2, 3, 3)
    assert np.array_equal(codes, space.interpolate(a, b, 5, path="slerp"))  # 18 dimensions
    assert not np.allclose(codes[2], space.interpolate(a, b, 5, path="lerp")[2])
    with pytest.raises(lw.OptionError, match="steps=1"):
        space.interpolate(a, b, 1)
    with pytest.raises(lw.OptionError, match="path='arc'"):
        space.interpolate(a, b, 3, path="arc")
    with pytest.raises(lw.ShapeError, match="give one"):
        space.interpolate(space.codes[:2], b, 3)
