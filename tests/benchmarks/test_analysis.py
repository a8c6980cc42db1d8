import pytest

from benchmarks.live import BLANK, analyse_drag
from benchmarks.maps import analyse_pan


def test_a_drag_that_follows_each_move():
    moves = [100.0 + 20 * i for i in range(51)]
    frames = [(90.0, 0)] + [(at + 10, i + 1) for i, at in enumerate(moves)] + [(1200.0, 51)]
    drag = analyse_drag(frames, moves)
    assert drag.moves_per_second == pytest.approx(50)
    # The last picture comes after the last move: it counts for the lag, not for the rate.
    assert drag.frames_per_second == pytest.approx(50)
    assert drag.lag_ms == pytest.approx(10)
    assert (drag.blank_frames, drag.animation_frames) == (0, 52)


def test_a_blank_frame_counts_as_blank_and_not_as_a_new_picture():
    frames = [(0.0, 7), (10.0, BLANK), (20.0, 7), (30.0, BLANK), (40.0, 8), (50.0, 8)]
    drag = analyse_drag(frames, [5.0, 45.0])
    assert drag.blank_frames == 2
    assert drag.frames_per_second == pytest.approx(1 / 0.040)


def test_the_lag_is_until_the_picture_stays():
    # The right picture flashes up early, then an older answer overtakes it.
    frames = [(0.0, 1), (20.0, 9), (40.0, 5), (60.0, 9), (80.0, 9)]
    assert analyse_drag(frames, [1.0, 10.0]).lag_ms == pytest.approx(50)


def test_no_lag_where_the_picture_was_there_at_the_last_move():
    assert analyse_drag([(0.0, 3), (20.0, 3)], [1.0, 10.0]).lag_ms == 0


def test_a_drag_that_the_page_did_not_notice():
    with pytest.raises(ValueError, match="the page noted 1"):
        analyse_drag([(0.0, 1)], [1.0])


def test_a_pan_counts_changed_frames_within_the_drag():
    ticks = [float(at) for at in range(0, 1000, 20)]
    paints = [(at, hash_, 5) for hash_, at in enumerate([50.0, 220.0, 240.0, 460.0, 900.0])]
    pan = analyse_pan(paints, ticks, [(10.0, 70.0), (300.0, 80.0)], (200.0, 700.0))
    assert pan.frames_per_second == pytest.approx(3 / 0.5)
    assert pan.animation_frames_per_second == pytest.approx(26 / 0.5)
    assert pan.longest_gap_ms == pytest.approx(20)
    assert pan.longest_block_ms == 80.0


def test_a_page_that_stood_still():
    pan = analyse_pan([], [100.0, 900.0], [], (0.0, 1000.0))
    assert pan.frames_per_second == 0
    assert pan.longest_gap_ms == pytest.approx(800)
    assert pan.longest_block_ms == 0
