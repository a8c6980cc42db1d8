import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.figure import Figure

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError, ShapeError
from latentwidgets.modalities import modality_from

WORDS = ("the", "a", "dog", "cat", "sleeps", "<pad>", "<end>")
TEXT = lw.Text(WORDS, length=4, form="logits", hidden=(5,), end=6)
logits = arrays(np.float32, (3, 4, 7), elements=st.floats(-20, 20, width=32))


def certain(*tokens):
    scores = np.full((1, 4, 7), -30, np.float32)
    for position, token in enumerate(tokens):
        scores[0, position, WORDS.index(token)] = 30
    return TEXT.to_canonical(scores)


@settings(max_examples=40, deadline=None)
@given(logits)
def test_the_most_probable_tokens_come_first_with_their_softmax(raw):
    tokens = TEXT.to_canonical(raw)
    assert tokens.shape == (3, 4, 5, 2)
    exact = np.exp(raw.astype(np.float64))
    exact /= exact.sum(axis=-1, keepdims=True)
    ids = tokens[..., 0].astype(int)
    np.testing.assert_allclose(tokens[..., 1], np.take_along_axis(exact, ids, -1), rtol=1e-5)
    assert (np.diff(tokens[..., 1], axis=-1) <= 0).all()
    left_out = np.sort(exact, axis=-1)[..., :2]
    assert (left_out.max(axis=-1) <= tokens[..., -1, 1] + 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(logits)
def test_logits_come_back_as_far_as_tokens_are_kept(raw):
    tokens = TEXT.to_canonical(raw)
    again = TEXT.to_canonical(TEXT.from_canonical(tokens))
    kept = tokens[..., 1].sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(again[..., 1], tokens[..., 1] / kept, atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(logits, logits)
def test_the_distance_is_one_of_shared_probability(first, second):
    one, other = TEXT.to_canonical(first), TEXT.to_canonical(second)
    apart = TEXT.distance(one, other)
    assert ((apart >= 0) & (apart <= 1)).all()
    np.testing.assert_allclose(apart, TEXT.distance(other, one), atol=1e-6)
    np.testing.assert_allclose(TEXT.distance(one, one), 0, atol=1e-6)


def test_texts_of_which_a_quarter_of_the_words_differ_are_a_quarter_apart():
    apart = TEXT.distance(
        certain("the", "dog", "sleeps", "<end>"), certain("the", "cat", "sleeps", "<end>")
    )
    assert apart == pytest.approx(0.25, abs=1e-6)


def test_equal_scores_are_in_the_order_of_their_ids():
    assert TEXT.to_canonical(np.zeros((1, 4, 7)))[0, 0, :, 0].tolist() == [0, 1, 2, 3, 4]


def test_what_is_hidden_and_what_follows_the_end_is_not_printed():
    assert TEXT.read(certain("the", "<pad>", "dog", "sleeps")) == ["the dog sleeps"]
    assert TEXT.read(certain("a", "cat", "<end>", "dog")) == ["a cat"]
    assert TEXT.read(certain("<end>")) == [""]


def test_positions_that_were_not_computed_are_marked():
    raw = np.zeros((1, 4, 7), np.float32)
    raw[0, 1, 3], raw[0, 2, 0] = np.nan, np.inf
    tokens = TEXT.to_canonical(raw)
    assert tokens[0, 1:3, :, 0].tolist() == [[-1] * 5] * 2
    assert np.isnan(tokens[0, 1:3, :, 1]).all()
    assert TEXT.read(tokens) == ["the □ □ the"]
    assert TEXT.to_payload(tokens[0]).not_finite == 10


def test_probabilities_and_ids_are_told_from_outputs():
    plain = lw.Text(WORDS)
    rng = np.random.default_rng(0)
    shares = rng.dirichlet(np.ones(7), (2, 5)).astype(np.float32)
    assert plain.fitted(shares).form == "probabilities"
    assert plain.fitted(np.log(shares)).form == "logits"
    ids = plain.fitted(np.array([[0, 2, 4]]))
    assert (ids.form, ids.shape, ids.raw_shape) == ("ids", (3, 1, 2), (3,))
    assert ids.read(ids.to_canonical(np.array([[0, 2, 4]]))) == ["the dog sleeps"]


def test_texts_themselves_keep_every_character():
    texts = np.array(["héllo  wörld", "שלום עולם", "日本語", "<b>&amp;</b>", "👩‍🚀 ok"])
    text = lw.Text().fitted(texts)
    assert text.form == "strings"
    assert text.read(text.from_samples(list(texts))) == list(texts)


def test_the_samples_may_be_texts():
    tokens = TEXT.from_samples(["the dog sleeps", "a cat"])
    assert tokens.shape == (2, *TEXT.shape)
    assert TEXT.read(tokens) == ["the dog sleeps", "a cat"]
    np.testing.assert_array_equal(TEXT.from_samples(np.array([[1, 3, 6, 5]])), tokens[1:])


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        (["the bird sleeps"], "Sample 0 has the token 'bird', which is outside the vocabulary"),
        (["a cat", ""], "Sample 1 is '': a text that is not empty"),
        ([["a"]], "Sample 0 is .*: a text that is not empty"),
        (["a a a a a"], "Sample 0 has 5 tokens and a text has 4"),
        (np.array([[0, 1, 2, 9]]), "The token 9 is outside the vocabulary of 7 tokens"),
        (np.array([[0, -1, 2, 3]]), "The token -1 is outside"),
        (np.zeros((1, 0)), "The texts have no tokens"),
    ],
)
def test_samples_outside_the_vocabulary_are_named(samples, words):
    with pytest.raises(DataError, match=words):
        TEXT.from_samples(samples)


def test_the_capital_and_the_full_stop_of_a_printed_text_are_no_tokens():
    text = lw.Text(WORDS, length=4, form="ids", sentence_case=True, ending=".", hidden=(5,))
    tokens = text.from_samples(["The dog sleeps.", "a cat"])
    assert text.read(tokens) == ["The dog sleeps.", "A cat."]
    assert tokens[0, :, 0, 0].tolist() == [0, 2, 4, 5]


def test_a_text_longer_than_the_others_ends_in_an_ellipsis():
    text = lw.Text().fitted(np.array(["abc"]))
    assert text.read(text.from_samples(["a" * 40])) == ["aaaaa…"]


def test_a_large_vocabulary_keeps_the_same_tokens_as_a_sorted_one():
    rng = np.random.default_rng(0)
    raw = np.round(4 * rng.normal(size=(2, 3, 3000))).astype(np.float32)  # with many ties
    large = lw.Text(tuple(map(str, range(3000))), length=3, form="logits")
    ids = large.to_canonical(raw)[..., 0].astype(int)
    np.testing.assert_array_equal(ids, np.argsort(-raw, axis=-1, kind="stable")[..., :5])


def test_the_alternatives_of_a_slot_have_their_probabilities():
    tokens = lw.Text(WORDS, form="probabilities").fitted(np.eye(7)[None, :4])
    output = tokens.to_canonical(np.array([[[0.2, 0, 0.5, 0.3, 0, 0, 0]] * 4]))[0]
    found = tokens.alternatives_of(output, 1)
    assert [token for token, _ in found[:3]] == ["dog", "cat", "the"]
    assert [share for _, share in found[:3]] == pytest.approx([0.5, 0.3, 0.2])


MORPHEMES = ("dog", "child", "one", "many", "no", "not")
FORMS = {"dog|one": "dog", "dog|many": "dogs", "child|one": "child", "child|many": "children"}
PHRASED = lw.Text(
    MORPHEMES,
    length=3,
    form="ids",
    phrases=(lw.Phrase((2,), {"no": "", "not": "not all"}), lw.Phrase((0, 1), FORMS)),
    sentence_case=True,
    ending=".",
)


def read(*ids):
    return PHRASED.to_canonical(np.array([ids]))


def test_phrases_print_what_their_slots_say():
    assert PHRASED.read(read(1, 3, 4)) == ["Children."]
    assert PHRASED.read(read(0, 3, 5)) == ["Not all dogs."]
    words = PHRASED.words(read(0, 3, 5)[0])
    assert [(word.text, word.slots) for word in words[:3]] == [
        ("Not", [2]),
        ("all", [2]),
        ("dogs", [0, 1]),
    ]


def test_what_is_no_form_is_printed_as_it_is_and_marked():
    assert PHRASED.read(read(2, 2, 4)) == ["One one."]
    assert [word.is_form for word in PHRASED.words(read(2, 2, 4)[0])] == [False, False, True]
    with pytest.raises(DataError, match="give the samples as token ids"):
        PHRASED.from_samples(["Children."])


@pytest.mark.parametrize(
    ("joining", "vocabulary", "expected"),
    [
        ("##", ("play", "##ing", "now"), "playing now"),
        ("▁", ("▁play", "ing", "▁now"), "playing now"),
        ("Ġ", ("Ġplay", "ing", "Ġnow"), "playing now"),
        (None, ("play", "ing", "now"), "play ing now"),
    ],
)
def test_parts_of_words_are_joined(joining, vocabulary, expected):
    text = lw.Text(vocabulary, length=3, form="ids", joining=joining)
    assert text.read(text.to_canonical(np.array([[0, 1, 2]]))) == [expected]


@pytest.mark.parametrize("text", [TEXT, PHRASED, lw.Text().fitted(np.array(["ab"]))])
def test_a_description_makes_the_same_text_again(text):
    again = modality_from(text.describe_raw())
    assert again.describe_raw() == text.describe_raw()
    assert again.shape == text.shape


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"length": 10**9}, "length=1000000000"),
        ({"length": True}, "length=True"),
        ({"vocabulary": ["a"] * 200_000}, "vocabulary="),
        ({"vocabulary": ["a" * 5000]}, "vocabulary="),
        ({"size": 3}, "size=3"),
        ({"joining": "<script>"}, "joining="),
        ({"form": "pickle"}, "form='pickle'"),
        ({"hidden": [1.5]}, "hidden="),
        ({"phrases": [{"slots": [99], "forms": {}}]}, "slots="),
        ({"phrases": [{"slots": [0], "forms": {"a": 1}}]}, "forms="),
        ({"kind": "video"}, "kind 'video' are unknown"),
    ],
)
def test_a_strangers_description_is_refused(change, words):
    with pytest.raises(OptionError, match=words):
        modality_from({**TEXT.describe_raw(), **change})


@pytest.mark.parametrize("name", list(TEXT.describe_raw()))
def test_a_missing_field_is_named(name):
    description = TEXT.describe_raw()
    del description[name]
    with pytest.raises(OptionError, match=f"no '{name}'"):
        modality_from(description)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"vocabulary": ()}, "at least one token"),
        ({"vocabulary": (1, 2)}, "each a str"),
        ({"form": "logits"}, "needs vocabulary"),
        ({"form": "words"}, "form='words' is unknown"),
        ({"length": 0}, "length=0"),
        ({"alternatives": 0}, "alternatives=0"),
        ({"length": 2, "phrases": (lw.Phrase((2,), {}),)}, r"slots \(2,\)"),
    ],
)
def test_impossible_texts_are_refused(options, words):
    with pytest.raises(OptionError, match=words):
        lw.Text(**options)


def test_outputs_that_are_no_text_are_refused():
    with pytest.raises(ShapeError, match=r"shape \(4, 9\) and logits of 4 positions and 7 tokens"):
        lw.Text(WORDS).fitted(np.full((2, 4, 9), -1.0))
    with pytest.raises(ShapeError, match="no text"):
        lw.Text(WORDS).fitted(np.zeros((2, 4, 9, 3)))
    with pytest.raises(OptionError, match="The token 8 is outside"):
        lw.Text(WORDS).fitted(np.array([[1, 8]]))
    with pytest.raises(ShapeError, match="was expected"):
        TEXT.to_canonical(np.zeros((1, 7, 4)))
    with pytest.raises(OptionError, match="Texts have no pictures"):
        TEXT.pictures(certain("a"), 48)


def test_a_figure_prints_the_text_and_no_mathematics():
    text = lw.Text(("$x$", "y"), length=2, form="ids")
    axes = Figure().subplots()
    text.draw(axes, text.to_canonical(np.array([[0, 1]]))[0])
    assert axes.texts[0].get_text() == r"\$x\$ y"


def test_a_figure_shows_what_else_might_stand_where_the_model_is_unsure():
    raw = np.full((1, 4, 7), -30, np.float32)
    raw[0, :, 0] = 30
    raw[0, 1] = np.log([0.1, 0.01, 0.5, 0.39, 1e-9, 1e-9, 1e-9])
    axes = Figure().subplots()
    TEXT.draw(axes, TEXT.to_canonical(raw)[0])
    assert [text.get_text() for text in axes.texts] == [
        "the dog the the",
        "dog 50% · cat 39% · the 10%",
    ]


def test_a_still_picture_of_letters_that_no_font_has_is_drawn_without_a_warning():
    from latentwidgets.widgets.figures import png

    text = lw.Text().fitted(np.array(["\u65e5\u672c \u05e9\u05dc"]))
    figure = Figure()
    text.draw(figure.subplots(), text.from_samples(["\u65e5\u672c \u05e9\u05dc"])[0])
    assert png(figure).startswith(b"\x89PNG")
