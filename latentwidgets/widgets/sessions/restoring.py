"""A state written to a session, and a session put into a state."""

import os
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwidgets.exceptions import LatentWidgetsError, SessionError
from latentwidgets.spaces.identity import Identity, identify
from latentwidgets.spaces.projections import METHODS
from latentwidgets.widgets.handlers.colours import colour_names
from latentwidgets.widgets.maps import read_map_key
from latentwidgets.widgets.sessions.contents import Session
from latentwidgets.widgets.sessions.files import read_session, write_session
from latentwidgets.widgets.sessions.kept import fit, kept_of, put
from latentwidgets.widgets.tool_states import without_samples

if TYPE_CHECKING:
    from latentwidgets.widgets.state import SpaceState

__all__ = ["load_session", "save_session"]


def save_session(state: "SpaceState", path: str | os.PathLike[str]) -> Path:
    """Write a state's session; see `SpaceView.save_session`."""
    shown = state.shown
    session = Session(
        identity=identify(state.space),
        z=state.z,
        selection=state.selection,
        bookmarks=state.bookmarks,
        map=shown.map,
        colour=shown.colour,
        journal=state.journal,
        tools=state.tools,
        kept=kept_of(state.context),
    )
    return write_session(session, path)


def load_session(state: "SpaceState", path: str | os.PathLike[str]) -> None:
    """Put a session into a state; see `SpaceView.load_session`."""
    session = read_session(path)
    here = identify(state.space)
    name = Path(path).name
    if not session.identity.has_model_of(here):
        raise SessionError(_other_model(name, session.identity, here))
    session, left_out = _fitted(session, here, state)
    try:
        fitted = None if session.kept is None else fit(session.kept, state.space)
    except LatentWidgetsError as error:
        raise SessionError(f"{name} cannot be loaded as a session: {error}.") from error
    state.restore(session)
    if fitted is not None:
        put(state.context, fitted)
    if left_out:
        warnings.warn(f"{name}: {'; '.join(left_out)}.", stacklevel=3)


def _other_model(name: str, saved: Identity, here: Identity) -> str:
    if saved.latent_shape != here.latent_shape:
        return (
            f"{name} is a session of {saved.name!r}, whose codes have shape {saved.latent_shape}; "
            f"this is {here.name!r} with codes of shape {here.latent_shape}: load it into a view "
            "of the model that it was saved with."
        )
    if saved.name != here.name:
        return (
            f"{name} is a session of {saved.name!r} and this is {here.name!r}: load it into a view "
            "of the model that it was saved with."
        )
    return (
        f"{name} is a session of {saved.name!r} with other weights than this one has, in which its "
        "codes mean something else: load it into a view of the model that it was saved with."
    )


def _fitted(session: Session, here: Identity, state: "SpaceState") -> tuple[Session, list[str]]:
    """Leave out what this space does not have, and say so."""
    said: list[str] = []
    if not session.identity.has_data_of(here):
        session = replace(
            session,
            selection=np.empty(0, np.intp),
            journal=tuple(replace(entry, selection=None) for entry in session.journal),
            tools=without_samples(session.tools),
        )
        said.append("it was saved with other data, so that what was selected is left out")
    if session.colour is not None and session.colour not in colour_names(state.space):
        said.append(f"there is no colour {session.colour!r} here, the map keeps its own")
        session = replace(session, colour=state.shown.colour)
    method = read_map_key(session.map)[0]
    if method not in METHODS:
        said.append(f"there is no map {method!r} here, the one shown stays")
        session = replace(session, map=state.shown.map)
    return session, said
