"""The style mixer: slots, groups, strength and the grid, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from kernel import bring_kernel
from PIL import Image as Pillow
from playwright.sync_api import Locator, expect
from stage import Stage

import latentwidgets as lw
from latentwidgets.modalities.atlas import atlas
from latentwidgets.zoo.networks.gans import StyleGenerator

pytestmark = pytest.mark.browser

REST = "document.querySelector('.mount').dataset.lwRest === 'true'"


def open_mixer(stage: Stage, **options: object) -> None:
    stage.mount("styles", **options)
    stage.wait("document.querySelectorAll('.lw-style-cell canvas').length >= 12")


def choose(stage: Stage, slot: str, text: str) -> None:
    stage.page.get_by_role("group", name=slot, exact=True).locator(".lw-slot-box").press("Enter")
    chooser = stage.page.get_by_role("combobox", name=f"Choose {slot}")
    chooser.fill(text)
    stage.page.locator(".lw-choice").first.wait_for()
    chooser.press("Enter")


def comes_to(stage: Stage, expression: str) -> None:
    stage.wait(
        f"""fake.lastSaved('z')?.every((value, d) =>
            Math.abs(value - ({expression})) < 1e-5 * Math.max(1, Math.abs(value)))"""
    )
    stage.sees(stage.decoded(), ".lw-big canvas")


def box(stage: Stage, name: str) -> Locator:
    return stage.page.get_by_role("checkbox", name=name)


def test_opening_it_shows_a_grid_and_moves_nothing(stage: Stage) -> None:
    open_mixer(stage)
    expect(box(stage, "rest 3 dimensions")).to_be_checked()
    expect(box(stage, "outline 3 dimensions · size tells 60% of their variance")).to_be_visible()
    assert stage.js("fake.lastSaved('z')") is None
    assert stage.page.locator(".lw-style-grid tr").count() == 5


def test_groups_of_one_code_go_into_another(stage: Stage) -> None:
    open_mixer(stage)
    choose(stage, "content", "7")
    choose(stage, "style", "9")
    comes_to(stage, "fake.code([3, 4, 5].includes(d) ? 9 : 7)[d]")
    box(stage, "outline").press("Space")
    comes_to(stage, "fake.code(d < 6 ? 9 : 7)[d]")
    stage.page.get_by_role("button", name="Exchange content and style").click()
    comes_to(stage, "fake.code(d < 6 ? 7 : 9)[d]")


def test_the_strength_mixes_live_in_the_page(stage: Stage) -> None:
    open_mixer(stage)
    choose(stage, "content", "7")
    choose(stage, "style", "9")
    strength = stage.page.get_by_label("Strength")
    for _ in range(10):
        strength.press("PageDown")
    share = float(strength.input_value())
    assert 0 <= share < 1
    mix = f"(1 - {share}) * fake.code(7)[d] + {share} * fake.code(9)[d]"
    comes_to(stage, f"[3, 4, 5].includes(d) ? {mix} : fake.code(7)[d]")
    strength.press("Home")
    comes_to(stage, "fake.code(7)[d]")


def test_a_cell_of_the_grid_is_taken(stage: Stage) -> None:
    open_mixer(stage)
    cell = stage.page.locator(".lw-style-cell").nth(6)
    label = cell.get_attribute("aria-label") or ""
    words = label.replace(",", "").split()
    content, style = (int(words[at].removeprefix("sample_")) for at in (1, 3))
    cell.focus()
    stage.page.keyboard.press("Enter")
    comes_to(stage, f"fake.code([3, 4, 5].includes(d) ? {style} : {content})[d]")
    expect(stage.page.get_by_role("group", name="style", exact=True)).to_contain_text(
        f"sample_{style}"
    )


def test_empty_slots_and_no_group_are_said_and_the_code_stays(stage: Stage) -> None:
    open_mixer(stage)
    choose(stage, "content", "7")
    choose(stage, "style", "9")
    comes_to(stage, "fake.code([3, 4, 5].includes(d) ? 9 : 7)[d]")
    stage.page.get_by_role("button", name="Empty style").click()
    stage.page.get_by_text("Put a code into both slots").wait_for()
    comes_to(stage, "fake.code([3, 4, 5].includes(d) ? 9 : 7)[d]")
    choose(stage, "style", "9")
    box(stage, "rest").press("Space")
    stage.page.get_by_text("No group is ticked").wait_for()
    comes_to(stage, "fake.code(7)[d]")


def test_without_groups_it_says_why(stage: Stage) -> None:
    stage.mount("styles", styleGroups={"groups": [], "how": "No attribute tells enough."})
    stage.page.get_by_text(
        'No attribute tells enough. Here you make one by "Own group".'
    ).wait_for()
    choose(stage, "content", "7")
    choose(stage, "style", "9")
    stage.page.get_by_text("No group is made yet").wait_for()
    comes_to(stage, "fake.code(7)[d]")
    add_group(stage, "ears", "1, 4-5")
    expect(box(stage, "ears 3 dimensions")).to_be_checked()
    comes_to(stage, "fake.code([1, 4, 5].includes(d) ? 9 : 7)[d]")


def add_group(stage: Stage, name: str, dims: str) -> None:
    """By the keyboard alone."""
    stage.page.get_by_role("textbox", name="Name of the group").fill(name)
    field = stage.page.get_by_role("textbox", name="Its ")
    field.fill(dims)
    field.press("Enter")


def test_own_groups_are_made_by_number_and_name_undone_and_taken_away(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(height=1800)
    stage.mount("explorer", mount_options={})
    stage.wait(REST)
    stage.page.evaluate("fake.setTrait('dimension_names', {names: [[1, 'Ear size']]})")
    stage.page.get_by_role("tab", name="Style").click()
    stage.wait("document.querySelectorAll('.lw-style-cell canvas').length >= 12")
    choose(stage, "content", "7")
    choose(stage, "style", "9")
    box(stage, "rest").press("Space")
    comes_to(stage, "fake.code(7)[d]")
    add_group(stage, "<b>ears</b>", "z4, ear SIZE;0-0")
    comes_to(stage, "fake.code([0, 1, 4].includes(d) ? 9 : 7)[d]")
    state = "fake.lastSaved('tools').styles"
    stage.wait(f"{state}.own[0]?.name === '<b>ears</b>'")
    assert stage.js(f"{state}.groups") == ["<b>ears</b>"]
    undo = stage.page.get_by_role("button", name="Undo")
    undo.click()
    expect(box(stage, "<b>ears</b>")).to_have_count(0)
    comes_to(stage, "fake.code(7)[d]")
    stage.page.get_by_role("button", name="Redo").click()
    expect(box(stage, "<b>ears</b> 3 dimensions")).to_be_checked()
    comes_to(stage, "fake.code([0, 1, 4].includes(d) ? 9 : 7)[d]")
    stage.page.get_by_role("button", name="Remove <b>ears</b>").click()
    expect(box(stage, "<b>ears</b>")).to_have_count(0)
    comes_to(stage, "fake.code(7)[d]")
    stage.page.get_by_role("button", name="Undo").click()
    expect(box(stage, "<b>ears</b>")).to_be_checked()


@pytest.mark.parametrize(
    ("name", "dims", "said"),
    [
        ("", "1", "Give the group a name."),
        ("outline", "1", "There is a group “outline”: give another name."),
        ("x" * 101, "1", "The name is longer than 100 characters."),
        ("ears", " ,; ", "Give at least one dimension by its number."),
        ("ears", "1, 8", "There is no dimension “8”: give numbers from 0 to 7"),
        ("ears", "5-2", "There is no dimension “5-2”"),
        ("ears", "-1", "There is no dimension “-1”"),
        ("ears", "<b>tail</b>", "There is no dimension “<b>tail</b>”"),
        ("ears", "1" * 400, "There is no dimension “111"),
    ],
)
def test_what_is_no_group_is_refused_in_words(
    stage: Stage, name: str, dims: str, said: str
) -> None:
    open_mixer(stage, dims=8)
    add_group(stage, name, dims)
    alert = stage.page.get_by_role("group", name="Own group").get_by_role("alert")
    expect(alert).to_contain_text(said)
    assert stage.page.locator(".lw-style-own").count() == 0
    add_group(stage, "ears", "2")
    expect(alert).to_be_hidden()
    expect(box(stage, "ears 1 dimension")).to_be_checked()


def test_a_group_of_layers_is_made_where_layers_are_mixed(
    open_stage: Callable[..., Stage],
) -> None:
    generator = StyleGenerator(4, w_size=4, channels=(8, 8, 6))
    space = lw.LatentSpace(generator, latent="z", n_samples=12, value_range=(0, 1))
    stage = open_stage(height=1800)
    bring_kernel(stage, space, "style_groups", "layer_styles", "tiles", "sample")
    stage.mount("styles", dims=space.latent_size, nSamples=12)
    stage.wait("document.querySelectorAll('.lw-style-cell canvas').length >= 12")
    choose(stage, "content", "3")
    choose(stage, "style", "5")
    box(stage, "fine").press("Space")
    add_group(stage, "mine", "0, 2")
    layers = space.layered()
    n, size = layers.latent_shape
    own = np.arange(n * size).reshape(n, size)[[0, 2]].reshape(-1)
    mixed = layers.mix_styles(layers.codes[3], layers.codes[5], {"mine": own})
    stage.sees(tile(layers, mixed), ".lw-style-mix canvas")


def test_python_sets_and_hears(stage: Stage) -> None:
    open_mixer(stage, mount_options={"traits": {"groups": ["outline"], "strength": 0.5}})
    expect(box(stage, "outline")).to_be_checked()
    expect(box(stage, "rest")).not_to_be_checked()
    assert stage.page.get_by_label("Strength").input_value() == "0.5"


def test_python_gives_own_groups_and_hears_of_those_made_here(stage: Stage) -> None:
    traits = {"groups": ["ears"], "own_groups": {"ears": [0, 5]}}
    open_mixer(stage, mount_options={"traits": traits})
    expect(box(stage, "ears 2 dimensions")).to_be_checked()
    add_group(stage, "tail", "3")
    told = "fake.views[0].traits"
    stage.wait(f"{told}?.own_groups?.tail")
    assert stage.js(f"{told}.own_groups") == {"ears": [0, 5], "tail": [3]}
    assert stage.js(f"{told}.groups") == ["ears", "tail"]


def test_undo_brings_slots_groups_and_strength_back_with_the_code(
    open_stage: Callable[..., Stage],
) -> None:
    stage = open_stage(height=1800)
    stage.mount("explorer")
    stage.wait(REST)
    stage.page.get_by_role("tab", name="Style").click()
    stage.wait("document.querySelectorAll('.lw-style-cell canvas').length >= 12")
    undo = stage.page.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()  # opening the mixer, and what it draws, is no act
    strength = stage.page.get_by_label("Strength")
    choose(stage, "content", "7")
    choose(stage, "style", "9")
    comes_to(stage, "fake.code([3, 4, 5].includes(d) ? 9 : 7)[d]")
    box(stage, "outline").press("Space")
    comes_to(stage, "fake.code(d < 6 ? 9 : 7)[d]")
    strength.press("Home")
    comes_to(stage, "fake.code(7)[d]")

    strength.press("Control+z")  # by the keyboard: the strength and the code by one press
    expect(strength).to_have_value("1")
    comes_to(stage, "fake.code(d < 6 ? 9 : 7)[d]")
    undo.click()  # by the mouse
    expect(box(stage, "outline")).not_to_be_checked()
    comes_to(stage, "fake.code([3, 4, 5].includes(d) ? 9 : 7)[d]")
    undo.click()
    style = stage.page.get_by_role("group", name="style", exact=True).locator(".lw-slot-name")
    expect(style).not_to_have_text("sample_9")  # sample_972 it may have begun with
    undo.click()
    expect(stage.page.get_by_role("group", name="content", exact=True)).to_contain_text("point")
    comes_to(stage, "fake.code(0)[d]")
    expect(undo).to_be_disabled()
    redo = stage.page.get_by_role("button", name="Redo")
    for _ in range(4):
        redo.click()
    expect(redo).to_be_disabled()
    expect(strength).to_have_value("0")
    expect(box(stage, "outline")).to_be_checked()
    expect(stage.page.get_by_role("group", name="style", exact=True)).to_contain_text("sample_9")
    comes_to(stage, "fake.code(7)[d]")


def test_undo_brings_a_mix_of_layers_back(open_stage: Callable[..., Stage]) -> None:
    generator = StyleGenerator(4, w_size=4, channels=(8, 8, 6))
    space = lw.LatentSpace(generator, latent="z", n_samples=12, value_range=(0, 1))
    stage = open_stage(height=1800)
    bring_kernel(stage, space, "style_groups", "layer_styles", "tiles", "sample")
    stage.mount("explorer", dims=space.latent_size, nSamples=12)
    stage.wait(REST)
    stage.page.get_by_role("tab", name="Style").click()
    stage.wait("document.querySelectorAll('.lw-style-cell canvas').length >= 12")
    choose(stage, "content", "3")
    choose(stage, "style", "5")
    layers = space.layered()
    content, style = layers.codes[3], layers.codes[5]
    mix = ".lw-style-mix canvas"
    first = tile(layers, layers.mix_styles(content, style, "fine"))
    second = tile(layers, layers.mix_styles(content, style, ["coarse", "fine"]))
    assert first != second
    stage.sees(first, mix)
    box(stage, "coarse").press("Space")
    stage.sees(second, mix)
    stage.page.get_by_label("Strength").press("Home")
    stage.sees(tile(layers, content), mix)
    assert stage.js("fake.lastSaved('z')") is None, "the code stays where it is"
    with stage.page.expect_download() as download:
        stage.page.get_by_role("button", name="Save PNG").click()
    assert download.value.suggested_filename.endswith("-mix.png")
    saved = np.asarray(Pillow.open(download.value.path()).convert("RGBA"))
    side = stage.js("fake.options.size")  # of outputs, as the page knows them
    assert saved.shape == (side, side, 4)
    assert saved.reshape(-1).tolist() == tile(layers, content, side)
    undo = stage.page.get_by_role("button", name="Undo")
    undo.click()
    expect(stage.page.get_by_label("Strength")).to_have_value("1")
    stage.sees(second, mix)
    undo.click()
    expect(box(stage, "coarse")).not_to_be_checked()
    stage.sees(first, mix)
    stage.page.get_by_role("button", name="Redo").click()
    expect(box(stage, "coarse")).to_be_checked()
    stage.sees(second, mix)


def tile(layers: lw.LatentSpace, mixed: np.ndarray, size: int = 160) -> list[int]:
    """A mix as Python decodes it, in the tile that Python makes."""
    picture = atlas(layers.decode(mixed), columns=1, size=size, square=False, exact=True)
    return list(picture.data)


def test_closing_leaves_nothing(stage: Stage) -> None:
    before = stage.live()
    open_mixer(stage)
    stage.close()
    stage.page.evaluate("document.querySelectorAll('.mount').forEach(e => e.remove())")
    assert stage.live() == before
    assert stage.js("fake.state.listeners.size") == 0
