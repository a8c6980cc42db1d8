"""What is measured once for all views, and what is given meanwhile."""

import threading

import pytest

import latentwidgets as lw
from latentwidgets.widgets.once import Once
from tests.widgets.conftest import TIMEOUT


def test_it_is_made_once_until_something_else_is_given():
    once = Once("faces")
    assert [once.ask(str.upper, None), once.ask(str.lower, None)] == ["FACES", "FACES"]
    once.renew("cats")
    assert once.found is None
    assert once.ask(str.upper, None) == "CATS"


def test_what_was_asked_before_is_not_taken_for_what_is_given_now():
    once = Once("old")

    def make(given):
        once.renew("new")
        return given.upper()

    assert once.ask(make, None) == "OLD"
    assert once.found is None
    assert once.ask(str.upper, None) == "NEW"


def test_a_failure_is_made_again():
    once = Once(0)
    with pytest.raises(ZeroDivisionError):
        once.ask(lambda given: 1 / given, None)
    once.renew(2)
    assert once.ask(lambda given: 1 / given, None) == 0.5


def test_who_waits_for_another_may_leave():
    once, begun, gate, cancel = Once(1), *(threading.Event() for _ in range(3))

    def slow(given):
        begun.set()
        assert gate.wait(TIMEOUT)
        return given

    first = threading.Thread(target=once.ask, args=(slow, None))
    first.start()
    assert begun.wait(TIMEOUT)
    cancel.set()
    with pytest.raises(lw.Cancelled):
        once.ask(slow, cancel)
    gate.set()
    first.join(TIMEOUT)
    assert once.found == 1
