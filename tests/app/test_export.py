"""`latentwidgets export`: a saved space as one page."""

import subprocess
import sys

import pytest

import latentwidgets as lw
from latentwidgets.app.cli import main

HEAVY = ("torch", "sklearn", "openTSNE", "pandas", "matplotlib.pyplot")
EXPORT = """
import sys
from latentwidgets.app.cli import main
assert main(sys.argv[1:]) == 0
print([name for name in {heavy} if name in sys.modules])
"""
COMMAND = ("export", "digits/vae-2d", "-o", "page.html")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    path = tmp_path_factory.mktemp("bundle") / "digits.latent"
    return lw.zoo.load("digits/vae-2d").save(path, title="Digits of <b>mine</b>")


def test_a_bundle_becomes_a_page(bundle, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert main(["export", str(bundle), "-o", str(page), "--credits", "by A & B"]) == 0
    size = page.stat().st_size / 1e6
    assert capsys.readouterr().out == f"{page} ({size:.1f} MB)\n"
    text = page.read_text("utf-8")
    assert "<h1>Digits of &lt;b&gt;mine&lt;/b&gt;</h1>" in text
    assert "by A &amp; B" in text


def test_words_and_precision_are_options(bundle, tmp_path):
    page = tmp_path / "page.html"
    words = ["--title", "Mine", "--description", "Two\nlines", "--precision", "float16"]
    assert main(["export", str(bundle), "--output", str(page), *words]) == 0
    text = page.read_text("utf-8")
    assert "<title>Mine</title>" in text
    assert ">Two\nlines</p>" in text
    plain = tmp_path / "plain.html"
    main(["export", str(bundle), "-o", str(plain)])
    assert page.stat().st_size < plain.stat().st_size


def test_without_torch_a_built_in_model_becomes_a_page(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", EXPORT.format(heavy=HEAVY), *COMMAND],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[1] == "[]"
    assert (tmp_path / "page.html").stat().st_size > 1_000_000


@pytest.mark.parametrize(
    ("space", "page", "said"),
    [
        ("missing.latent", "page.html", "missing.latent: No such file or directory"),
        ("digits/missing", "page.html", "digits/missing: No such file or directory"),
        ("broken.latent", "page.html", "broken.latent"),
        ("digits/vae-2d", "page.pdf", "end it with .html"),
        ("digits/vae-2d", "nowhere/page.html", "nowhere/page.html: No such file or directory"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(space, page, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.latent").write_bytes(b"no zip at all")
    before = sorted(tmp_path.iterdir())
    assert main(["export", space, "-o", page]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.startswith("latentwidgets: ")
    assert captured.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_comes_before_a_built_in_model_of_its_name(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digits").mkdir()
    (tmp_path / "digits" / "vae").write_bytes(b"no zip at all")
    assert main(["export", "digits/vae", "-o", "page.html"]) == 2
    assert "vae" in capsys.readouterr().err


def test_help_says_that_a_built_in_model_may_be_named(capsys):
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    assert "digits/vae" in capsys.readouterr().out
