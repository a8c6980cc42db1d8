"""A session in one file: where one is in a space, what was kept and what was done.

`contents` is what stands in it, `files` the JSON, read as from a stranger, `restoring` puts it into
a state. The page writes and reads the same files: `frontend/src/session.ts`. See docs/sessions.md.
"""

from latentwidgets.widgets.sessions.restoring import load_session, save_session

__all__ = ["load_session", "save_session"]
