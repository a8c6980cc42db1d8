"""Sentences that somebody types: every word is found, or named with its position."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import latentwidgets as lw
from latentwidgets.exceptions import DataError
from latentwidgets.modalities.typed import LONGEST_TYPED, read_typed

WORDS = lw.Text(
    vocabulary=("<end>", "the", "cat", "dog", "sees", "Paris"),
    length=5,
    form="logits",
    hidden=(0,),
    end=0,
    sentence_case=True,
    ending=".",
)
# Numbers are shared: a noun and its verb agree.
SLOTS = lw.Text(
    vocabulary=("cat", "sheep", "one", "many", "sleep", "(nowhere)", "in the garden"),
    length=4,
    form="logits",
    sentence_case=True,
    ending=".",
    phrases=(
        lw.Phrase(
            (0, 1),
            {
                "cat|one": "the cat",
                "cat|many": "the cats",
                "sheep|one": "the sheep",
                "sheep|many": "the sheep",
            },
        ),
        lw.Phrase((1, 2), {"one|sleep": "sleeps", "many|sleep": "sleep"}),
        lw.Phrase((3,), {"(nowhere)": "", "in the garden": "in the garden"}),
    ),
)
PIECES = lw.Text(vocabulary=("[P]", "un", "##real", "##ly", "so", "##o"), length=6, joining="##")


def tokens(text, modality):
    read = read_typed(text, modality)
    assert read.shape == (1, *modality.shape)
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read[:, :, 1:, 1], 0)
    return read[0, :, 0, 0].astype(int).tolist()


@given(st.lists(st.sampled_from(WORDS.vocabulary[1:]), min_size=1, max_size=5))
def test_what_is_printed_is_read_again(words):
    ids = [WORDS.vocabulary.index(word) for word in words]
    ids += [0] * (5 - len(ids))
    canonical = WORDS.from_samples(np.array([ids]))
    np.testing.assert_array_equal(read_typed(WORDS.read(canonical)[0], WORDS), canonical)


@pytest.mark.parametrize(
    "text", ["the cat sees Paris", "The cat sees paris.", "  THE Cat sees\nparis"]
)
def test_case_space_and_the_full_stop_do_not_matter(text):
    assert tokens(text, WORDS) == [1, 2, 4, 5, 0]


def test_morphemes_are_found_for_the_words_and_agree():
    assert tokens("The cats sleep in the garden.", SLOTS) == [0, 3, 4, 6]
    assert tokens("the cat sleeps", SLOTS) == [0, 2, 4, 5]
    # "the sheep" is one or many: the verb tells which.
    assert tokens("The sheep sleep.", SLOTS) == [1, 3, 4, 5]
    assert tokens("The sheep sleeps.", SLOTS) == [1, 2, 4, 5]


def test_words_are_taken_apart_into_their_longest_pieces():
    small = lw.Text(vocabulary=PIECES.vocabulary, length=6, joining="##", form="ids", hidden=(0,))
    assert tokens("unreally so soo", small) == [1, 2, 3, 4, 4, 5]
    with pytest.raises(DataError, match="word 2 “unsure”"):
        read_typed("so unsure", small)
    marked = lw.Text(vocabulary=("▁un", "real", "▁so"), length=3, joining="▁", form="ids")
    assert tokens("unreal so", marked) == [0, 1, 2]


def test_letters_are_code_points_where_there_is_no_vocabulary():
    spelled = lw.Text(form="strings", length=6, hidden=(0,), end=0, separator="")
    assert tokens("añ木", spelled) == [97, 241, 26408, 0, 0, 0]
    with pytest.raises(DataError, match="7 letters and the model takes 6: shorten it by 1"):
        read_typed("abcdefg", spelled)


@pytest.mark.parametrize(
    ("text", "modality", "words"),
    [
        ("", WORDS, "type a sentence"),
        ("the horse sees the pony", WORDS, "word 2 “horse”, word 5 “pony” are outside"),
        ("the <end>", WORDS, "word 2 “<end>” is outside"),
        ("the cat sees the dog sees", WORDS, "6 tokens and the model takes 5: shorten it by 1"),
        ("the cat sleep", SLOTS, "does not go on at word 3 “sleep”"),
        ("the cat", SLOTS, "does not go on at its end"),
        ("the zebra sleeps", SLOTS, "word 2 “zebra” is outside"),
        ("x" * (LONGEST_TYPED + 1), WORDS, "20,001 letters"),
        ("a b c d e f g h i", WORDS, "word 6 “f” and 3 more are outside"),
    ],
)
def test_what_cannot_be_read_is_said(text, modality, words):
    with pytest.raises(DataError, match=words):
        read_typed(text, modality)


def test_a_grammar_that_can_be_read_in_too_many_ways_is_given_up():
    n = 20
    ways = [lw.Phrase((i,), {f"a{i}": "so", f"b{i}": "so"}) for i in range(n - 1)]
    endless = lw.Text(
        vocabulary=(*(f"{way}{slot}" for slot in range(n) for way in "ab"), "no"),
        length=n,
        form="logits",
        phrases=(*ways, lw.Phrase((n - 1,), {"no": "no"})),
    )
    with pytest.raises(DataError, match="too many ways"):
        read_typed(" ".join(["so"] * n), endless)


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_or_refused(text):
    for modality in (WORDS, SLOTS):
        try:
            assert read_typed(text, modality).shape == (1, *modality.shape)
        except DataError:
            continue
