import numpy as np
import pytest

from latentwidgets.exceptions import OptionError
from latentwidgets.zoo.data.lexicon import PHRASES, SLOTS, VOCABULARY
from latentwidgets.zoo.data.sentences import (
    N_SENTENCES,
    WORDS,
    draw_sentences,
    is_grammatical,
    load_sentence_words_data,
    load_sentences_data,
    morpheme_text,
    print_words,
    word_ids,
)
from latentwidgets.zoo.train.grammar import parse


def said(**factors):
    """Print the sentence with these tokens, no opinion, and the first of each other slot."""
    tokens = {name: slot[0] for name, slot in SLOTS.items()} | {"opinion": "(no opinion)"} | factors
    ids = np.array([[VOCABULARY.index(token) for token in tokens.values()]])
    return " ".join(print_words(ids)[0])


@pytest.mark.parametrize(
    ("factors", "sentence"),
    [
        ({}, "the dog finds an apple"),
        ({"number": "plural", "objects": "plural"}, "the dogs find apples"),
        ({"subject": "mouse", "number": "plural", "tense": "past"}, "the mice found an apple"),
        ({"negation": "negated"}, "the dog does not find an apple"),
        ({"negation": "negated", "number": "plural"}, "the dogs do not find an apple"),
        (
            {"negation": "negated", "tense": "past", "verb": "steal"},
            "the dog did not steal an apple",
        ),
        ({"negation": "negated", "tense": "future"}, "the dog will not find an apple"),
        ({"opinion": "ugly", "object": "knife"}, "the dog finds an ugly knife"),
        ({"opinion": "lovely"}, "the dog finds a lovely apple"),
        (
            {"article": "definite", "objects": "plural", "object": "knife"},
            "the dog finds the knives",
        ),
        (
            {"determiner": "my", "quality": "clever", "verb": "carry", "place": "on the hill"},
            "my clever dog carries an apple on the hill",
        ),
    ],
)
def test_the_tables_print_good_english(factors, sentence):
    assert said(**factors) == sentence


def test_the_grammar_is_large_and_every_sentence_is_another():
    assert N_SENTENCES > 100_000
    ids = np.unique(draw_sentences(20_000), axis=0)
    assert len({tuple(words) for words in print_words(ids)}) == len(ids)
    assert is_grammatical(ids).all()


def test_the_tables_have_every_combination():
    for slots, forms in PHRASES:
        assert len(forms) == np.prod([len(SLOTS[name]) for name in slots])


def test_a_seed_gives_the_same_and_factors_hold():
    np.testing.assert_array_equal(draw_sentences(50, seed=3), draw_sentences(50, seed=3))
    assert (draw_sentences(50, seed=3) != draw_sentences(50, seed=4)).any()
    held = draw_sentences(200, tense="past", subject=("dog", "cat"))
    tokens = np.array(VOCABULARY)[held]
    place = list(SLOTS).index
    assert set(tokens[:, place("tense")]) == {"past"}
    assert set(tokens[:, place("subject")]) == {"dog", "cat"}
    assert set(tokens[:, place("number")]) == {"singular", "plural"}


@pytest.mark.parametrize(
    ("factors", "words"),
    [
        ({"colour": "red"}, "no factor 'colour': choose from determiner"),
        ({"tense": "perfect"}, "tense cannot be 'perfect': choose from present, past, future"),
        ({"tense": ()}, "tense cannot be nothing"),
    ],
)
def test_what_is_no_factor_is_named(factors, words):
    with pytest.raises(OptionError, match=words):
        draw_sentences(3, **factors)


def test_a_token_in_another_slot_is_no_sentence():
    ids = draw_sentences(4)
    ids[0, 2], ids[1, 5] = ids[0, 6], ids[1, 3]  # a verb as the subject; a number as the tense
    np.testing.assert_array_equal(is_grammatical(ids), [False, False, True, True])


def test_whole_words_are_the_same_sentences():
    ids = draw_sentences(100)
    words = word_ids(ids)
    assert words.shape == (100, 13)
    back = [[WORDS[word] for word in row if word] for row in words]
    assert back == print_words(ids)
    assert (words[:, -1] == 0).all()  # room for the end


def test_the_parser_takes_the_grammar_and_nothing_else():
    assert all(parse([*words, "(end)"]) for words in print_words(draw_sentences(100)))
    for wrong in (
        "the dogs finds an apple",
        "the dog find an apple",
        "the dog finds a apple",
        "the dog did not found the apple",
        "dog finds the apple",
        "the dog finds the apple in the",
        "",
    ):
        assert not parse(wrong.split())


def test_the_data_are_split_without_a_sentence_on_both_sides():
    dataset = load_sentences_data()
    assert dataset.samples.shape == (26_000, 12)
    assert len(np.unique(dataset.samples, axis=0)) == len(dataset)
    assert dataset.is_test.sum() == 2_000
    assert set(dataset.attributes["sentiment"]) == {-1, 0, 1}
    for name, values in dataset.factors.items():
        assert (np.array(SLOTS[name])[values] == dataset.attributes[name]).all()
    words = load_sentence_words_data()
    np.testing.assert_array_equal(words.samples[:50], word_ids(dataset.samples[:50]))
    np.testing.assert_array_equal(words.is_test, dataset.is_test)


def test_the_modalities_print_the_same_with_capital_and_full_stop():
    ids = draw_sentences(40)
    expected = [" ".join(words).capitalize() + "." for words in print_words(ids)]
    expected = [line.replace(" i ", " I ") for line in expected]
    morphemes, words = morpheme_text(), load_sentence_words_data().modality
    assert morphemes.texts(morphemes.from_samples(ids)) == expected
    assert words.texts(words.from_samples(word_ids(ids))) == expected
