"""Plays a film now, in a page or a window: a clock says which frame is seen, processes draw it, a server shows it.

`playing` brings all of it together; `session` is the film as it is played, `player` shows the right frame at the right
time, `gate` says who may come in. `window` shows a film while it is made.
"""

from storyanim.live.camera import check_camera, open_camera
from storyanim.live.film import Means
from storyanim.live.keeping import Keeping, kept_in
from storyanim.live.playing import Addresses, LiveOptions, play_live
from storyanim.live.recording import NothingPlayedError, Played, Retold, is_session, read_session
from storyanim.live.sending import check_address
from storyanim.live.watchkey import watch_key
from storyanim.live.window import check_display, preview_window

__all__ = [
    "Addresses",
    "Keeping",
    "LiveOptions",
    "Means",
    "NothingPlayedError",
    "Played",
    "Retold",
    "check_address",
    "check_camera",
    "check_display",
    "is_session",
    "kept_in",
    "open_camera",
    "play_live",
    "preview_window",
    "read_session",
    "watch_key",
]
