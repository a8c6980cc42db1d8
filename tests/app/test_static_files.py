"""The page runtime's files from a real tornado application, as a notebook's server has one."""

import asyncio
from pathlib import PurePath
from types import SimpleNamespace

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from latentwidgets.app import server_extension, static_files
from latentwidgets.runtimes import page as page_runtime
from latentwidgets.runtimes.page import SHARED_FILES, shared_asset

TYPES = {".js": "text/javascript", ".gz": "application/gzip"}


class _CatchAll(RequestHandler):
    """What a server answers where no rule of ours does, as Voilà's takes every address."""

    def get(self, path):
        self.finish(f"not ours: {path}")


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(page_runtime, "STATIC", tmp_path)
    monkeypatch.setattr(page_runtime, "_shared", {})
    for name in SHARED_FILES:
        (tmp_path / name).write_bytes(f"the bytes of {name}".encode())
    (tmp_path / "explorer.js").write_text("not shared")
    return tmp_path


@pytest.fixture
def fetch():
    """A function that asks an application for a path, in a loop that serves that alone."""

    def ask(application, path, **options):
        async def run():
            listener, port = bind_unused_port()
            server = HTTPServer(application)
            server.add_sockets([listener])
            request = HTTPRequest(
                f"http://127.0.0.1:{port}{path}", decompress_response=False, **options
            )
            try:
                return await AsyncHTTPClient(force_instance=True).fetch(request, raise_error=False)
            finally:
                server.stop()
                await server.close_all_connections()

        return asyncio.run(run())

    return ask


def application(base_url="/"):
    return Application([static_files.route(base_url), (r"(/.*)", _CatchAll)])


@pytest.mark.parametrize("base_url", ["/", "/user/ada/", "/user/a.b+c@d/lab"])
@pytest.mark.parametrize("name", SHARED_FILES)
def test_a_file_is_served_at_its_digest_and_may_be_kept_for_ever(fetch, base_url, name):
    asset = shared_asset(name)
    path = f"{base_url.rstrip('/')}/latentwidgets/{asset.key}/{name}"
    answer = fetch(application(base_url), path)
    assert (answer.code, answer.body) == (200, asset.data)
    assert answer.headers["Content-Type"] == TYPES[PurePath(name).suffix]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    # The page unpacks it: a browser that did would hand on other bytes than were named.
    assert "Content-Encoding" not in answer.headers


def test_another_version_is_not_found(fetch):
    name = SHARED_FILES[0]
    other = shared_asset(SHARED_FILES[1]).key
    answer = fetch(application(), f"/latentwidgets/{other}/{name}")
    assert answer.code == 404
    assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "name",
    ["explorer.js", "../explorer.js", "..%2Fexplorer.js", "decoder-worker.js/../explorer.js",
     "decoder-worker.js%00", "decoder-workerXjs", "", "%2e%2e/%2e%2e/etc/passwd"],
)  # fmt: skip
def test_no_other_name_is_ours(fetch, name):
    path = f"/latentwidgets/{shared_asset(SHARED_FILES[0]).key}/{name}"
    answer = fetch(application(), path)
    assert answer.body.startswith(b"not ours: ")


@pytest.mark.parametrize("key", ["", "0" * 63, "0" * 65, "G" * 64, "..", "../" * 21 + "."])
def test_no_other_digest_is_ours(fetch, key):
    answer = fetch(application(), f"/latentwidgets/{key}/{SHARED_FILES[0]}")
    assert answer.body.startswith(b"not ours: ")


def test_a_name_that_looks_like_a_pattern_stands_for_itself(fetch):
    name = SHARED_FILES[0]
    path = f"/user/axb/latentwidgets/{shared_asset(name).key}/{name}"
    assert fetch(application("/user/a.b/"), path).body.startswith(b"not ours: ")


def test_a_server_whose_front_end_was_not_built_has_no_such_file(fetch, files):
    for name in SHARED_FILES:
        (files / name).unlink()
    answer = fetch(application(), f"/latentwidgets/{'0' * 64}/{SHARED_FILES[0]}")
    assert answer.code == 404


def test_the_server_extension_adds_the_files_to_a_running_server(fetch, monkeypatch):
    monkeypatch.setenv("LATENTWIDGETS_NODELAY", "0")
    web_app = Application([(r"(/other.*)", _CatchAll)])
    server = SimpleNamespace(web_app=web_app, base_url="/hub/", log=None)
    server_extension._load_jupyter_server_extension(server)
    asset = shared_asset(SHARED_FILES[0])
    answer = fetch(web_app, f"/hub/latentwidgets/{asset.key}/{asset.name}")
    assert (answer.code, answer.body) == (200, asset.data)
    assert fetch(web_app, "/other/page").body == b"not ours: /other/page"
