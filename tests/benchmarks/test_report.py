import re

import pytest

from benchmarks.goals import Goal, goals
from benchmarks.notebooks import live_cases, map_cases, slider_cases
from benchmarks.report import render, table


def live_record(case, *, round_number=0, scale=1.0, **changes):
    return {
        "group": "live",
        "server": "Voilà",
        "case": case,
        "size": 64,
        "round": round_number,
        "latencies_ms": [90.0 * scale, 100.0 * scale, 110.0 * scale],
        "press_latencies_ms": [80.0 * scale, 104.0 * scale],
        "frames_per_second": 7.0 / scale,
        "moves_per_second": 60.0,
        "lag_ms": 160.0 * scale,
        "blank_frames": 0,
        "blank_frames_in_moves": 0,
        "animation_frames": 300,
        "final_is_right": True,
        "hand_ms": [98.0 * scale, 108.0 * scale],
        "drawn_ms": [88.0 * scale, 98.0 * scale],
        "script_ms_per_move": 10.0 * scale,
        "task_ms_per_move": 20.0 * scale,
        "first_picture_ms": 3000.0,
        "switch_ms": None,
    } | changes


def results(records, **parts):
    return {
        "date": "2026-01-01",
        "n_rounds": 1,
        "machine": {"processor": "abacus, 2 cores"},
        "records": records,
        **parts,
    }


def row(page, start):
    return next(line for line in page.splitlines() if line.startswith(f"| {start}"))


INTERACT, OURS, PAGE = "interact + imshow", "latentwidgets, kernel", "latentwidgets, page"


def test_the_page_names_the_machine_and_the_figures():
    page = render(results([live_record(INTERACT), live_record(OURS, scale=0.125)]))
    assert "abacus, 2 cores" in page
    assert "### 64×64 pixels, Voilà" in page
    assert "| 100 / 109 | 1.00× |" in row(page, INTERACT)
    ours = row(page, OURS)
    assert "| 12 / 14 | 0.12× | 13 / 13 | 0.12× | 11.6 / 12.2 | 0.12× | 12 / 13 |" in ours
    assert "| 56.0 | 8.00× | 20 | 0.12× | 0 | yes |" in ours


def test_every_table_has_as_many_cells_as_columns():
    records = [
        live_record(INTERACT),
        live_record(OURS, scale=0.1),
        {"group": "live", "server": "Voilà", "case": "x", "size": 64, "round": 0, "missing": "x"},
    ]
    imports = [{"case": "latentwidgets", "seconds": 0.1, "megabytes": 40.0}]
    encode = {"batch": 256, "rows": [{"n_samples": 10, "ratio": 0.98}]}
    pages = [{"megabytes": 5.9, "picture_ms": 900.0, "model_ms": 2000.0, "requests": 0}]
    visitors = [
        {"case": case, "round": 0, "seconds": [1.0, last], "pss_mb": [mb], "rss_mb": [mb + 30.0]}
        for case, last, mb in (("bundle", 7.0, 60.0), ("torch", 40.0, 300.0))
    ]
    parts = {"imports": imports, "encode": encode, "pages": pages, "visitors": visitors}
    page = render(results(records, **parts))
    assert "| bundle | 7.0 | 60 | 90 |" in page
    met = {goal.text: goal.is_met for goal in goals(results(records, **parts))}
    assert met["ten visitors of a bundle, the last has its picture"]
    assert met["exported digits page, requests"]
    for block in re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1, block


def test_what_is_not_installed_and_what_failed_are_said():
    where = {"group": "live", "server": "Voilà", "size": 64, "round": 0}
    page = render(
        results(
            [
                live_record(INTERACT),
                {**where, "case": "ipympl, set_data", "missing": "ipympl"},
                {**where, "case": OURS, "error": "RuntimeError: no slider"},
            ]
        )
    )
    assert "not installed" in row(page, "ipympl")
    assert "failed" in row(page, OURS)


def test_a_round_that_failed_is_counted_in_the_row():
    failed = {"group": "live", "server": "Voilà", "case": OURS, "size": 64, "error": "x"}
    page = render(results([live_record(OURS), {**failed, "round": 1}]))
    assert "(1 of 2 rounds failed)" in row(page, OURS)


def test_a_server_without_the_extension_is_said():
    assert "without our server extension" not in render(results([live_record(OURS)]))
    assert "without our server extension" in render(results([live_record(OURS, no_delay=False)]))


def test_goals_compare_within_the_run():
    records = [live_record(INTERACT), live_record(OURS, scale=0.125, blank_frames=1)]
    by_text = {goal.text: goal for goal in goals(results(records))}
    assert by_text["slider → pixels, 64×64, of interact's p50, Voilà"].is_met
    assert by_text["distinct frames/s, 64×64, of interact's, Voilà"].value == pytest.approx(8)
    assert by_text["blank frames, Voilà"].is_met is False


def test_a_goal_that_was_not_measured_is_neither_met_nor_missed():
    for goal in goals(results([])):
        assert goal.is_met is None
        assert goal.verdict == "–"


@pytest.mark.parametrize(
    ("value", "bound", "met"),
    [(0.25, "≤ 0.25", True), (0.26, "≤ 0.25", False), (7.0, "≥ 7", True), (6.9, "≥ 7", False)],
)
def test_bounds(value, bound, met):
    assert Goal("", value, bound).is_met is met


def test_imports_are_charged_beside_bare_python():
    imports = [
        {"case": "bare Python", "seconds": 0.0, "megabytes": 10.0},
        {"case": "latentwidgets", "seconds": 0.2, "megabytes": 55.0},
    ]
    memory = goals(results([], imports=imports))[-1]
    assert memory.value == pytest.approx(45)
    assert memory.is_met


def test_a_bar_in_a_name_does_not_split_its_cell():
    assert table(["", "n"], [["a|b", "1"]])[-1] == r"| a\|b | 1 |"


def test_each_case_has_a_notebook_of_its_own(tmp_path):
    cases = [*live_cases(), *map_cases(), *slider_cases()]
    for case in cases:
        case.write(tmp_path)
    assert len(list(tmp_path.glob("*.ipynb"))) == len(cases)
    assert any(case.is_ours for case in cases)


def test_the_page_runtime_has_goals_of_its_own():
    page = {"latencies_ms": [2.0, 3.0, 36.0], "hand_ms": [9.0], "drawn_ms": [5.0]}
    page |= {"switch_ms": 1500.0, "lag_ms": 44.0}
    page |= {"frames_per_second": 55.0, "script_ms_per_move": 3.0}
    records = [live_record(INTERACT), live_record(OURS), live_record(PAGE) | page]
    by_text = {goal.text: goal for goal in goals(results(records)) if "page runtime" in goal.text}
    where = "page runtime, 64×64, Voilà"
    assert by_text[f"slider → pixels, of interact's p50, {where}"].is_met
    assert by_text[f"slider → pixels, p95, {where}"].value == 2
    assert by_text[f"lag after the drag, {where}"].is_met is False
    assert by_text[f"first picture, of the kernel runtime's, {where}"].is_met
    assert by_text["switch, page runtime, 256×256, Voilà"].is_met is None


def test_figures_about_spaces_stand_with_what_one_would_use_instead():
    figures = [
        {"figure": "live panel, n = 10,000", "median_s": 0.2, "p95_s": 0.25, "rounds": 3}
        | {"peer": "a loop", "peer_s": 0.4, "ratio": 0.5},
        {"figure": "coverage, 10,000 × 10,000", "median_s": 3.5, "p95_s": 4.0, "rounds": 3}
        | {"peer": "prdc would hold 2.4 GB", "peer_s": None},
    ]
    measured = results([], metrics={"figures": figures, "coverage_mb": 180.0})
    page = render(measured)
    assert "| 0.20 / 0.25 | a loop | 0.40 | 0.50× |" in page
    assert "| 3.50 / 4.00 | prdc would hold 2.4 GB | – | – |" in page
    assert "180 MB" in page
    verdicts = {goal.text: goal.is_met for goal in goals(measured)}
    assert verdicts["live panel, n = 10,000, d = 32, k = 10"] is True
    assert verdicts["coverage, 10,000 × 10,000, 64-D"] is False
    assert verdicts["coverage, memory beside its data"] is True
    assert verdicts["InfoMEC, n = 10,000, d = 32, k = 10"] is None
