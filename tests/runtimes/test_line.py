"""The kernel's own websocket, met as a page and as strangers would."""

import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from latentwidgets.runtimes.line import SWITCH, LocalLine, frame, unframe

HERE = "http://localhost:8888"
NAME = "latentwidgets-line"


@pytest.fixture
def line():
    return LocalLine()


@pytest.fixture
def address(line):
    """An address whose messages come back."""
    opened = line.open(lambda content, buffers, answer: answer(content, buffers))
    yield opened
    line.close(opened)


def talk(address, *messages, origin=HERE):
    """What comes back for each message; None where the kernel hangs up."""
    answers = []
    with connect(address, origin=origin, open_timeout=5, proxy=None) as connection:
        for message in messages:
            connection.send(message)
            try:
                answers.append(connection.recv(timeout=5))
            except ConnectionClosed:
                answers.append(None)
    return answers


@given(
    st.dictionaries(st.text(max_size=5), st.integers(-5, 5) | st.text(max_size=9), max_size=3),
    st.lists(st.binary(max_size=40), max_size=4),
)
def test_a_message_comes_back_as_it_went(content, buffers):
    message = frame(content, [memoryview(buffer) for buffer in buffers])
    found, parts = unframe(message)
    assert found == content
    assert [bytes(part) for part in parts] == buffers
    assert len(message) % 8 == 0


def test_the_page_reads_what_is_written():
    # The same bytes stand in frontend/test/line.test.ts.
    written = frame({"kind": "é"}, [memoryview(b"xyz"), memoryview(b"")])
    assert written.hex() == (
        "300000007b22636f6e74656e74223a207b226b696e64223a20225c7530306539227d2c202273697a6573223a"
        "205b332c20305d7d0000000078797a0000000000"
    )


@given(st.binary(max_size=60))
def test_noise_is_refused(noise):
    try:
        unframe(noise)
    except ValueError:
        return
    assert json.loads(noise[4 : 4 + int.from_bytes(noise[:4], "little")])["sizes"] is not None


def test_a_page_is_answered_on_the_same_line(address):
    message = frame({"kind": "decode"}, [memoryview(bytes(range(200))), memoryview(b"x")])
    assert talk(address, message, message) == [message, message]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://localhost.evil.example", "null"]
)
def test_a_page_from_elsewhere_is_refused(address, origin):
    with pytest.raises(InvalidStatus) as error:
        talk(address, origin=origin)
    assert error.value.response.status_code == 403


def test_a_guessed_address_is_refused(address):
    base = address.rpartition("/")[0]
    for path in ("guess", "a" * 43, "..%2f", ""):
        with pytest.raises(InvalidStatus) as error:
            talk(f"{base}/{path}")
        assert error.value.response.status_code == 404


DEEP = b"[" * 200_000


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"\xff" * 40,
        "text",
        b"\x02\0\0\0[]",
        b"\0\0\0\0",
        len(DEEP).to_bytes(4, "little") + DEEP,
    ],
    ids=["empty", "ones", "text", "list", "zeros", "deep"],
)
def test_what_is_not_understood_ends_the_connection_only(address, noise):
    assert talk(address, noise) == [None]
    message = frame({"fine": True})
    assert talk(address, message) == [message]


def test_a_closed_address_is_cut_off_and_the_thread_ends(line):
    first, second = (line.open(lambda *_: None) for _ in range(2))
    assert first.rpartition("/")[0] == second.rpartition("/")[0]
    assert NAME in [thread.name for thread in threading.enumerate()]
    line.close(first)
    with pytest.raises(InvalidStatus):
        talk(first)
    line.close(second)
    assert NAME not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(OSError, match=r"refused|Connect"):
        talk(second)


def test_the_switch_turns_it_off(line, monkeypatch):
    monkeypatch.setenv(SWITCH, "0")
    assert line.open(lambda *_: None) is None
