"""The lines of `as_python` run, and give what the view shows, to the bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.widgets.code_ways import float32_text
from latentwidgets.zoo.networks.gans import StyleGenerator
from tests.spaces.media import KINDS, make_medium
from tests.widgets.conftest import DIMS, N


def run(text, **known):
    """Execute the lines as a notebook cell; return what they define."""
    names = dict(known)
    exec(compile(text, "cell", "exec"), names)
    return names


def test_the_lines_give_the_code_the_output_and_the_figure(page, space):
    view = lw.LatentExplorer(space)
    view.z = np.random.default_rng(3).normal(size=DIMS).astype(np.float32)
    view.selection = np.arange(10)
    view.show_map("pca", 3, colour="ink")
    text = view.as_python()
    assert f'# `space` is the LatentSpace of the model "{space.name}"' in text
    made = run(text, space=space)
    np.testing.assert_array_equal(made["z"], view.z)
    np.testing.assert_array_equal(made["output"], space.decode(view.z)[0])
    again = made["view"]
    assert isinstance(again, lw.LatentExplorer)
    assert again.selection.tolist() == list(range(10))
    assert again.state.current_map().dims == 3
    assert again.as_python() == text


@pytest.mark.parametrize("name", ["digits/vae", "digits/vae-2d"])
def test_a_built_in_space_is_had_by_its_name(page, name):
    space = lw.zoo.load(name)
    view = lw.LatentExplorer(space)
    view.z = space.sample(1, seed=5)[0]
    made = run(view.as_python())
    assert made["space"] is not space
    np.testing.assert_array_equal(made["output"], space.decode(view.z)[0])
    assert made["figure"].axes


def test_a_bundle_is_had_by_its_path(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lw.zoo.load("digits/vae-2d").save('a "b".latent')
    view = lw.DecodedView(lw.open('a "b".latent'))
    text = view.as_python()
    assert "show_map" not in text
    np.testing.assert_array_equal(run(text)["z"], view.z)


def test_tsne_is_had_again_with_its_perplexity_and_seed(page, space):
    view = lw.LatentMap(space)
    view.show_map("tsne", 2, perplexity=7.0)
    text = view.as_python()
    assert 'view.show_map("tsne", 2, perplexity=7.0, seed=0, colour="label")' in text
    before = view.state.current_map().coordinates
    view.show_map("pca", 2)
    made = run(text, space=space)
    np.testing.assert_array_equal(made["view"].state.current_map().coordinates, before)


def test_a_name_cannot_leave_its_comment(page, make_space):
    space = make_space(name='x"\nraise SystemExit\n#')
    text = lw.LatentSliders(space).as_python()
    made = run(text, space=space)
    assert made["view"].space is space


def test_many_selected_samples_are_counted(page, space, monkeypatch):
    monkeypatch.setattr("latentwidgets.widgets.code_lines.MOST_SELECTED", 3)
    view = lw.LatentMap(space)
    view.selection = np.arange(N)
    assert f"# {N} samples were selected: view.save_session keeps them." in view.as_python()


# -- as tools made it -----------------------------------------------------------------------


def operand(name, z, kind="code"):
    return {"name": name, "kind": kind, "z": np.asarray(z, np.float32).reshape(-1)}


def reproduced(view, *words):
    """Run the lines of a view in a space of their own; compare the code, the output, the figure."""
    text = view.as_python()
    for word in words:
        assert word in text
    made = run(text)
    assert made["space"] is not view.space
    np.testing.assert_allclose(np.reshape(made["z"], -1), view.z.reshape(-1), atol=1e-5)
    np.testing.assert_allclose(made["output"], view.space.decode(view.z)[0], atol=1e-4)
    assert type(made["view"]).__name__ == type(view).__name__
    return made


@pytest.fixture
def digits(page):
    return lw.zoo.load("digits/vae")


def test_a_sum_is_computed_again(digits):
    view = lw.VectorArithmetic(digits)
    view.bookmarks = {"mine <b>": digits.codes[5] + 1}
    view.expression = '"3" - 0.5 * ("1" - sample_7) + "mine <b>" / 3'
    made = reproduced(view, "z = space.compute(", 'codes["mine <b>"]', "0.5 * sample_7")
    assert made["view"].expression == view.expression
    assert len(made["figure"].axes) == len(view.figure().axes)
    explorer = lw.LatentExplorer(digits)
    reproduced(explorer, "z = space.compute(")
    explorer.z = explorer.z + 1  # moved on: the sum is not what is shown
    assert "compute" not in explorer.as_python()


def test_a_mix_is_mixed_again(digits):
    view = lw.StyleMixer(digits)
    view.content, view.style = digits.codes[3], digits.codes[4]
    view.strength, view.groups = 0.25, list(view.style_groups)[:1]
    made = reproduced(view, "z = space.mix_styles(content, style, [", "0.25)")
    assert made["view"].groups == view.groups
    view.own_groups = {'my "ears"': [3, 7]}
    view.groups = [*view.groups, 'my "ears"']
    made = reproduced(view, '{"', 'my \\"ears\\"": [3, 7]}, 0.25)')
    assert made["view"].own_groups == view.own_groups
    explorer = lw.LatentExplorer(digits)
    explorer.state.tools = {**explorer.state.tools, **view.tool_states()}
    reproduced(explorer, "space.style_groups()[")


@pytest.mark.parametrize("latent", ["z", "w"])
def test_a_mix_of_layers_is_mixed_again_beside_the_code(page, latent):
    generator = StyleGenerator(4, w_size=4, channels=(8, 8, 6))
    space = lw.LatentSpace(generator, latent=latent, n_samples=12, value_range=(0, 1))
    view = lw.LatentExplorer(space)
    apart = space.codes[3] - 0.5
    mix = {
        "content": operand("sample_7", space.codes[7], "sample"),
        "style": operand('my "own"', apart, "bookmark"),
        "groups": ["coarse", "fine"],
        "strength": 0.75,
        "own": [{"name": "mine", "dims": [0, 2]}],
    }
    view.state.tools = {"styles": mix}
    text = view.as_python()
    assert "mix = layered.mix_styles(content, style, [" in text
    made = run(text, space=space)
    np.testing.assert_array_equal(np.reshape(made["z"], -1), view.z.reshape(-1))
    np.testing.assert_array_equal(made["output"], space.decode(view.z)[0])
    layered = space.layered()
    styles = space.layer_styles(apart)
    np.testing.assert_allclose(space.layer_styles(space.codes[7]), layered.codes[7], atol=1e-6)
    expected = layered.mix_styles(layered.codes[7], styles, ["coarse", "fine"], 0.75)
    np.testing.assert_allclose(made["mixed_output"], layered.decode(expected)[0], atol=1e-5)
    assert np.abs(made["mixed_output"] - made["output"]).max() > 1e-3
    view.state.tools = {"styles": {**mix, "groups": ["fine", "mine"]}}
    made = run(view.as_python(), space=space)
    n, size = layered.latent_shape
    mine = np.arange(n * size).reshape(n, size)[[0, 2]].reshape(-1)
    own = {"fine": layered.style_groups()["fine"], "mine": mine}
    expected = layered.mix_styles(layered.codes[7], styles, own, 0.75)
    np.testing.assert_allclose(made["mixed_output"], layered.decode(expected)[0], atol=1e-5)
    view.state.tools = {"styles": {**mix, "groups": []}}
    assert "layered" not in view.as_python()


@pytest.mark.parametrize(("path", "even"), [("lerp", False), ("slerp", True), ("data", False)])
def test_a_way_is_gone_again(digits, path, even):
    view = lw.InterpolationPlayer(digits, anchors=[digits.codes[3], digits.codes[40]])
    view.path, view.constant_speed = path, even
    view.position = 0.375
    made = reproduced(view, f'way = space.path([anchor_0, anchor_1], 33, "{path}")', "way.at(")
    assert made["view"].position == 0.375


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"attribute": "label", "value": "3", "against": "8", "method": "lda"}, 'against="8"'),
        ({"positive": range(30), "negative": [100, 101]}, "positive=["),
        ({"pairs": [[1, 2], [3, 4]]}, "[1, 2], [3, 4],"),
        ({"method": "pca", "index": 2}, "index=2"),
    ],
)
def test_a_direction_is_made_again_and_moved_along(digits, options, words):
    view = lw.DirectionStudio(digits)
    kept = digits.directions.keep(digits.direction(**options, name='my "way"'))
    along(view, kept, 1.5)
    made = reproduced(view, "direction_0 = space.direction(", words, ".apply(z, 1.5)[0]")
    assert list(made["space"].directions) == ['my "way"']


def test_a_direction_that_was_changed_is_written_out(digits):
    view = lw.DirectionStudio(digits)
    kept = digits.directions.keep(digits.direction("label", value="3").flipped())
    along(view, kept, -2.0)
    reproduced(view, "direction_0 = lw.Direction(", "vector = np.array(")


def along(view, direction, amount):
    """Move as the page does."""
    start = view.space.codes[9].reshape(-1)
    none = np.zeros(0, np.uint32)
    amounts = [{"name": direction.name, "amount": amount}]
    state = {"from": start, "amounts": amounts, "ticked": [], "a": none, "b": none}
    view.state.tools = {"directions": state}
    view.z = direction.apply(start, amount)[0]


def figures_of(figure):
    """All that is drawn: titles, pictures, lines, texts."""
    return [
        (
            axes.get_title(),
            [np.asarray(image.get_array()) for image in axes.images],
            [line.get_xydata() for line in axes.lines],
            [text.get_text() for text in axes.texts],
        )
        for axes in figure.axes
    ]


@pytest.mark.parametrize("keeps", [False, True])
def test_what_was_edited_is_edited_again(digits, keeps):
    view = lw.SampleEditor(digits)
    noise = np.random.default_rng(2).normal(0, 0.2, (8, 8, 1))
    view.load(np.clip(digits.samples([7])[0] + noise, 0, 1).astype(np.float32))
    view.z = view.z + np.float32(0.3)
    view.keep_residual = keeps
    made = reproduced(view, "view.load(sample)")
    again = made["view"]
    np.testing.assert_array_equal(again.original, view.original)
    np.testing.assert_allclose(again.difference, view.difference, atol=1e-5)
    np.testing.assert_allclose(again.result, view.result, atol=1e-5)
    pairs = zip(figures_of(made["figure"]), figures_of(view.figure()), strict=True)
    for (title, pictures, *_), (other, expected, *_) in pairs:
        assert title == other
        assert pictures
        np.testing.assert_allclose(pictures, expected, atol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_samples_of_every_kind_are_loaded_again(page, kind):
    view = lw.SampleEditor(make_medium(kind))
    sample = view.space.samples([3])[0]
    view.load(view.space.modality.read(sample[None])[0] if kind == "text" else sample)
    view.z = view.z + np.float32(0.1)
    text = view.as_python()
    assert "view.load(" in text
    again = run(text, space=make_medium(kind))["view"]
    assert again.space is not view.space
    np.testing.assert_allclose(again.original, view.original, atol=1e-6)
    np.testing.assert_allclose(again.result, view.result, atol=1e-4)


def test_a_large_sample_is_told_of(digits, monkeypatch):
    monkeypatch.setattr("latentwidgets.widgets.editor.MOST_WRITTEN", 63)
    view = lw.SampleEditor(digits)
    assert "view.load" not in view.as_python()
    view.load(digits.samples([7])[0])
    assert "# view.load(sample); a session, view.save_session, keeps it." in view.as_python()
    assert run(view.as_python())["view"].original is None


@pytest.mark.parametrize("view", [lw.SampleEditor, lw.StyleMixer, lw.VectorArithmetic])
def test_the_page_asks_the_view_for_its_lines(page, digits, view):
    shown = view(digits)
    key = "page-lines"
    page.say(shown, {"method": "custom", "content": {"kind": "as_python", "id": key}})
    content, _ = page.reply(key)
    assert content["result"] == {"text": shown.as_python()}
    assert f"view = lw.{view.__name__}(space)" in content["result"]["text"]
    for strange in ("", None, {"kind": "as_python"}, {"kind": "as_python", "id": 3}):
        page.say(shown, {"method": "custom", "content": strange})
    assert set(page.replies) == {key}


def test_lines_that_cannot_be_written_say_why(page, digits, monkeypatch):
    def fail(_):
        raise ValueError("no lines today")

    shown = lw.SampleEditor(digits)
    monkeypatch.setattr("latentwidgets.widgets.code_lines.code_lines_of", fail)
    page.say(shown, {"method": "custom", "content": {"kind": "as_python", "id": "p-1"}})
    content, _ = page.reply("p-1")
    assert not content["ok"]
    assert content["error"] == "no lines today"


def test_tools_hear_of_a_session_in_python_too(digits, tmp_path):
    arithmetic = lw.VectorArithmetic(digits)
    arithmetic.bookmarks = {"mine": digits.codes[5] + 1}
    arithmetic.expression = "mine - sample_7"
    mixer = lw.StyleMixer(digits)
    mixer.content, mixer.style, mixer.strength = digits.codes[3], digits.codes[4], 0.25
    player = lw.InterpolationPlayer(digits, anchors=[digits.codes[3], digits.codes[40]])
    player.path, player.position = "slerp", 0.5
    path = player.save_session(tmp_path / "mine.json")
    again = lw.zoo.load("digits/vae")
    others = [view(again) for view in (lw.VectorArithmetic, lw.StyleMixer, lw.InterpolationPlayer)]
    others[0].load_session(path)
    assert others[0].expression == "mine - sample_7"
    assert others[1].strength == 0.25
    np.testing.assert_array_equal(others[1].content, mixer.content)
    np.testing.assert_array_equal(others[2].anchors, player.anchors)
    assert (others[2].path, others[2].position) == ("slerp", 0.5)
    np.testing.assert_array_equal(others[2].z, player.z)


def test_an_unknown_colour_or_map_changes_nothing(page, space):
    view = lw.LatentMap(space)
    before = view.state.shown
    for change in ({"colour": "no"}, {"method": "no"}, {"dims": 5}, {"perplexity": 3}):
        with pytest.raises(lw.OptionError):
            view.show_map(**{"method": "pca", "dims": 3, **change})
        assert view.state.shown == before


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float32_is_written_to_the_bit(value):
    text = float32_text(np.float32(value))
    assert np.float32(float(text)) == np.float32(value)
    assert len(text) <= 20
