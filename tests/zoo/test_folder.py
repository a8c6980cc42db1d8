import numpy as np
import pytest
from PIL import Image as Pillow

import latentwidgets as lw
from latentwidgets.exceptions import DataError, OptionError
from latentwidgets.zoo.data import folder as folders

RED, BLUE = (255, 0, 0), (0, 0, 255)


def save(path, colour=RED, size=(16, 16), mode="RGB", **options):
    path.parent.mkdir(exist_ok=True)
    Pillow.new("RGB", size, colour).convert(mode).save(path, **options)


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    for i in range(4):
        save(folder / f"{i:06}.jpg", (60 * i, 0, 0), (20, 30))
    return folder


def load(folder, table=None, **options):
    return lw.zoo.load_image_folder(folder, table, size=8, **options)


def test_pictures_become_squares_of_one_size(photos):
    (photos / "notes.txt").write_text("no picture")
    save(photos / ".hidden.png")
    data = lw.zoo.load_image_folder(photos)
    assert data.samples.shape == (4, 3, 64, 64)
    assert data.samples.dtype == np.float32
    np.testing.assert_allclose(data.samples[:, 0].mean((1, 2)), np.arange(4) * 60 / 255, atol=0.02)
    assert data.labels is None
    assert data.attributes["file"].tolist() == [f"{i:06}.jpg" for i in range(4)]
    assert data.name == "photos"
    assert len(load(str(photos), limit=2)) == 2
    assert load(photos, channels=1).samples.shape == (4, 1, 8, 8)


def test_folders_of_a_folder_are_the_labels(tmp_path):
    save(tmp_path / "dogs" / "b.png")
    save(tmp_path / "cats" / "a.png", BLUE)
    data = load(tmp_path)
    assert data.labels.tolist() == ["cats", "dogs"]
    assert data.attributes["file"].tolist() == ["cats/a.png", "dogs/b.png"]
    (tmp_path / "table.csv").write_text("file,age\ndogs\\b.png,3\ncats/a.png,2\n")
    np.testing.assert_array_equal(load(tmp_path, tmp_path / "table.csv").attributes["age"], [2, 3])


def test_celeba_as_text_and_as_csv(photos, tmp_path):
    text = "4\nSmiling Eyeglasses\n" + "".join(
        f"{i:06}.jpg {1 if i % 2 else -1:2}  {-1 if i else 1}\n" for i in range(4)
    )
    (tmp_path / "list_attr_celeba.txt").write_text(text)
    rows = "image_id,Smiling,Eyeglasses\r\n" + "".join(
        f"{i:06}.jpg,{1 if i % 2 else -1},{-1 if i else 1}\r\n" for i in range(4)
    )
    (tmp_path / "list_attr_celeba.csv").write_text(rows)
    for name in ("list_attr_celeba.txt", "list_attr_celeba.csv"):
        found = load(photos, tmp_path / name).attributes
        assert found["Smiling"].tolist() == [False, True, False, True]
        assert found["Eyeglasses"].tolist() == [True, False, False, False]
        assert found["Smiling"].dtype == bool


def test_columns_are_what_their_cells_are(photos, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text(
        "\ufefffile;height;hat;mood;seen\n"
        '000002.jpg;1.5;yes;"glad\ntoo";1\n000000.jpg;-2;no;"so; so";0\n'
        "000001.jpg;;no;;\n\n000003.jpg;4e2;yes;=1+1;1\n",
        encoding="utf-8",
    )
    found = load(photos, table).attributes
    np.testing.assert_array_equal(found["height"], np.float32([-2, np.nan, 1.5, 400]))
    assert found["hat"].tolist() == [False, False, True, True]
    assert found["mood"].tolist() == ["so; so", "", "glad\ntoo", "=1+1"]
    np.testing.assert_array_equal(found["seen"], np.float32([0, np.nan, 1, 1]))


def test_missing_rows_are_named_and_nothing_is_lost(photos, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("file,smile,name\n000000.jpg,1,Ada\n000002.jpg,0,Bo\n000009.jpg,1,Cy\n")
    with pytest.warns(UserWarning, match=": 00000") as said:
        data = load(photos, table)
    texts = [str(warning.message) for warning in said]
    assert texts == [
        "Without a row of attributes (2): 000001.jpg; 000003.jpg",
        "Rows without a picture (1): 000009.jpg",
    ]
    assert len(data) == 4
    np.testing.assert_array_equal(data.attributes["smile"], np.float32([1, np.nan, 0, np.nan]))
    assert data.attributes["name"].tolist() == ["Ada", "", "Bo", ""]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "has a header of 0 columns"),
        (b"file\n000000.jpg\n", "has a header of 1 columns"),
        (b"file,a,a\n000000.jpg,1,2\n", "each with a name of its own"),
        (b"file,a\n", "has no rows"),
        (b"file,a\n000000.jpg,1\n000001.jpg,1,2\n", "has 3 cells in line 3 and 2 in its header"),
        (b"file,a\nx.jpg,1\nx.jpg,2\n", "names 'x.jpg' again in line 3"),
        (b"file,a\nx.jpg,\xff\xfe\n", "cannot be read .*give a CSV file in UTF-8"),
        (b'file,a\nx.jpg,"open\n', "cannot be read"),
        (b"file,a\nx.jpg," + b"9" * 200_000 + b"\n", "cannot be read"),
        (b"2\nSmiling Hat\nx.jpg 1\n", "has 2 cells in line 3 and 3 in its header"),
    ],
)
def test_a_damaged_table_is_refused_by_line(photos, tmp_path, content, message):
    (tmp_path / "table.csv").write_bytes(content)
    with pytest.raises(DataError, match=message):
        load(photos, tmp_path / "table.csv")


def test_pictures_of_every_kind_are_decoded_safely(tmp_path):
    save(tmp_path / "cmyk.jpg", RED, mode="CMYK")
    save(tmp_path / "palette.png", RED, mode="P")
    save(tmp_path / "grey.png", (128,) * 3, mode="L")
    deep = np.full((16, 16), 32_896, np.uint16)
    Pillow.fromarray(deep).save(tmp_path / "deep.png")
    frames = [Pillow.new("RGB", (16, 16), colour) for colour in (RED, BLUE)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    turned = np.zeros((16, 32, 3), np.uint8)
    turned[:, :16] = RED
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    Pillow.fromarray(turned).save(tmp_path / "turned.png", exif=exif)
    data = load(tmp_path)
    pictures = dict(zip(data.attributes["file"], data.samples, strict=True))
    for name in ("cmyk.jpg", "palette.png", "moving.gif"):
        np.testing.assert_allclose(pictures[name].mean((1, 2)), [1, 0, 0], atol=0.05)
    for name in ("grey.png", "deep.png"):
        np.testing.assert_allclose(pictures[name], 128 / 255, atol=0.01)
    assert pictures["turned.png"][0, :3].mean() > 0.9  # red is above now
    assert pictures["turned.png"][0, 5:].mean() < 0.1


def test_what_cannot_be_read_is_named_and_left_out(photos, tmp_path):
    (photos / "a-bomb.png").write_bytes(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0\x08\x02\0\0\0"
    )
    (photos / "b-text.png").write_text("<svg onload=alert(1)>")
    whole = (photos / "000003.jpg").read_bytes()
    (photos / "c-cut.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.warns(UserWarning, match=r"Left out, for they cannot be read \(3\): a-bomb"):
        data = load(photos)
    assert len(data) == 4
    only = tmp_path / "only"
    only.mkdir()
    (only / "x.png").write_text("no")
    with pytest.raises(DataError, match=r"No picture in 'only' can be read \(x.png"):
        load(only)


def test_folders_and_options_that_cannot_be(photos, tmp_path):
    with pytest.raises(DataError, match=r"'none' cannot be listed \(No such file"):
        load(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="No picture in 'empty' can be read: give a folder"):
        load(tmp_path / "empty")
    for options, message in [
        ({"size": 4}, "size is 4"),
        ({"size": 64.5}, "size is 64.5"),
        ({"channels": 2}, "channels is 2"),
        ({"limit": 0}, "limit is 0"),
    ]:
        with pytest.raises(OptionError, match=message):
            lw.zoo.load_image_folder(photos, **options)


def test_too_many_pictures_for_the_memory_are_refused_before_they_are_read(photos, monkeypatch):
    monkeypatch.setattr(folders, "_LARGEST_TOTAL", 3000)
    with pytest.raises(DataError, match=r"4 pictures would take more than .* give a limit"):
        load(photos)
    assert len(load(photos, limit=3)) == 3
