"""A film that is being played: its clock, its storyboard as it is edited, and those who watch.

Takes commands (`messages`), changes the film and the clock, tells everybody. All of it happens in one event loop;
what takes long (reading a story, making a film) is done in threads beside it. Knows no network and draws nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storyanim.errors import InputError, StoryanimError
from storyanim.live.clock import Clock
from storyanim.live.editing import History, edited
from storyanim.live.film import LiveFilm, live_film
from storyanim.live.following import Follower, follower
from storyanim.live.growing import Growing
from storyanim.live.keeping import Keeping
from storyanim.live.messages import (
    AnyCommand,
    Changed,
    Edit,
    Film,
    Heard,
    Lead,
    Leader,
    More,
    Next,
    Note,
    Pause,
    Play,
    Save,
    Seek,
    Sketch,
    Speed,
    SpokenWord,
    State,
    StoryText,
    Undo,
)
from storyanim.live.sessionlog import NoLog
from storyanim.live.sketching import sketched
from storyanim.live.viewers import Outlets, Viewer
from storyanim.live.views import film_view, shot_view
from storyanim.storyboard import dump, merge

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path
    from typing import Any

    from storyanim.live.film import Means, Sound
    from storyanim.live.sessionlog import Log
    from storyanim.storyboard import Storyboard

VOICE_AHEAD = 2
"""Words that the clock may run ahead of the browser's voice: a slow voice is waited for."""
READER_AHEAD = 6
"""Words that it may run ahead of a reader who is followed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture that everybody sees: of which version, which frame."""

    version: int
    index: int


class Session:
    """A film on a stage. `time` gives seconds of a clock that never goes back."""

    def __init__(self, means: Means, keeping: Keeping, time: Callable[[], float], log: Log | None = None) -> None:
        self.means, self.time = means, time
        self.film: LiveFilm | None = None
        self.clock = Clock(0.0)
        self.viewers = Outlets()
        self.fingerprint = ""
        self.changed = asyncio.Event()
        """Set when another picture may be wanted."""
        self.films: list[Path] = []
        """Films made of it, the newest last."""
        self._keeping, self._log = keeping, log or NoLog()
        self._history = History()
        self._edits: dict[tuple[str, str], Edit] = {}
        self._lead: Leader = "clock"
        self._reader: Follower = follower(())
        self._growing: Growing | None = None
        self._sketch = False
        self._busy = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._drafting: asyncio.Task[None] | None = None

    # --- what is played

    def perform(self, board: Storyboard, *, sound: Sound | None = None, sketch: bool = False) -> None:
        """Put another film on the stage, from its beginning, standing still; a sketch plays at once."""
        self._history, self._sketch = History(), sketch
        self._put(live_film(board, self.means, self._version() + 1, sound))
        self._move(Clock(self._length(), at=self.time(), playing=sketch))
        self.tell_film()

    def settle(self) -> None:
        """Make the edits that wait, and stand still where the film is over; before every picture."""
        if self._edits:
            self._make_edits()
        moment = self.time()
        growing = self._growing is not None and not self._growing.ended
        if self.clock.playing and self.film and self.clock.has_ended(moment) and not growing:
            if self._sketch:
                self._move(self.clock.sought(moment, 0.0))
            else:
                self._move(self.clock.paused(moment))
                self._log.note(moment, "pause", self.clock.second)

    # --- commands

    def take(self, command: AnyCommand, viewer: Viewer | None = None) -> None:
        """Do what a viewer, or another program, asks for.

        Raises:
            InputError: it cannot be done.
        """
        if not isinstance(command, Edit):
            self._make_edits()
        match command:
            case Edit():
                self._edits[command.shot, f"{command.field}{command.who}"] = command
                self.changed.set()
            case Play() | Pause() | Seek() | Speed() | Next():
                self._lead_clock(command)
            case Lead():
                self._lead = command.by
                self._reader = self._reader.at(self._word_at(self.clock.position(self.time())) - 1)
                self._move(replace(self.clock, bound=float("inf")))
            case SpokenWord():
                self._led_to(command.number, VOICE_AHEAD)
            case Heard():
                self._hear(command.text)
            case Undo():
                self._undo(command.type)
            case Save():
                self._keep()
            case Film():
                self._begin("making the film", "film", self._export())
            case StoryText():
                self._growing = None
                self._begin("reading the story", "story", self._draft(command.text))
            case Sketch():
                self._sketch_of(command.prompt)
            case More():
                self._grow(command)

    def _lead_clock(self, command: Play | Pause | Seek | Speed | Next) -> None:
        moment = self.time()
        match command:
            case Play():
                clock, what, value = self.clock.played(moment), "play", 0.0
            case Pause():
                clock, what, value = self.clock.paused(moment), "pause", 0.0
            case Seek():
                clock, what, value = self.clock.sought(moment, command.second), "seek", command.second
            case Speed():
                clock, what, value = self.clock.at_speed(moment, command.value), "speed", command.value
            case Next():
                clock, what, value = self._turned(moment, back=command.back), "seek", 0.0
        self._reader = self._reader.at(self._word_at(clock.position(moment)) - 1)
        self._move(clock)
        self._log.note(moment, what, value if what == "speed" else clock.position(moment))

    def _turned(self, moment: float, *, back: bool) -> Clock:
        """The clock at the next line or the one before; while a reader leads it waits at that line's end."""
        script = self.film.script if self.film else None
        if script is None or not script.lines:
            return self.clock
        second = self.clock.position(moment)
        number = script.line_at(second)
        before_all = second < script.lines[0].first
        number = max(0, number - 1) if back else number if before_all else min(number + 1, len(script.lines) - 1)
        line = script.lines[number]
        if self._lead == "reader":
            return self.clock.led(moment, line.first, line.end - 0.04)
        return self.clock.sought(moment, line.first)

    def _hear(self, text: str) -> None:
        heard = self._reader.heard(text)
        moved = heard.place != self._reader.place
        self._reader = heard
        if moved:
            self._led_to(heard.place, READER_AHEAD)

    def _led_to(self, word: int, ahead: int) -> None:
        """The clock at a word, going on to a few words further at most."""
        words = self.film.script.words if self.film else ()
        if not words or word >= len(words):
            return
        moment, second = self.time(), words[word].second
        bound = words[word + ahead].second if word + ahead < len(words) else self._length()
        near = second <= self.clock.position(moment) <= bound
        clock = self.clock.led(moment, self.clock.position(moment) if near else second, bound)
        self._move(replace(clock, playing=True))
        self._log.note(moment, "lead", clock.second, bound)

    def _undo(self, what: str) -> None:
        film, history = self.film, self._history
        if film is None or not (history.past if what == "undo" else history.future):
            return
        board, self._history = history.back(film.board) if what == "undo" else history.forth(film.board)
        self._change(board)
        self.tell_film()

    def _make_edits(self) -> None:
        """All edits that wait, the newest of each field."""
        waiting, self._edits = list(self._edits.values()), {}
        for edit in waiting:
            try:
                self._edit(edit)
            except StoryanimError as error:
                self.note("fault", "edit", str(error))

    def _edit(self, edit: Edit) -> None:
        if self.film is None:
            raise InputError("there is no film yet: write a prompt, or paste a story")
        board = edited(self.film.board, edit)
        if board == self.film.board:
            self.note("done", "edit", "")
            return
        self._history = self._history.after(self.film.board, (edit.shot, edit.field), self.time())
        self._change(board)
        self.note("done", "edit", "")
        if edit.field in ("style", "look"):
            self.tell_film()
        else:
            self._tell_shot(edit.shot)

    # --- what takes long

    def _begin(self, words: str, about: str, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the show, one at a time of its kind; what goes wrong is told."""
        task = asyncio.get_running_loop().create_task(self._reported(words, about, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reported(self, words: str, about: str, work: Coroutine[Any, Any, None]) -> None:
        self._busy = words
        self.tell_state()
        try:
            await work
        except StoryanimError as error:
            self.note("fault", about, str(error))
        except Exception as error:
            self.note("fault", about, f"{words} failed: {type(error).__name__}: {error}; please report this")
        finally:
            self._busy = ""
            self.tell_state()

    async def _draft(self, text: str) -> None:
        board = await asyncio.to_thread(self.means.draft, text)
        self._keeping = self._keeping.of_a_paste()
        self.perform(board)
        self.note("done", "story", f"'{board.title}': {len(list(board.shots))} shots")

    async def _export(self) -> None:
        if self.film is None:
            raise InputError("there is no film yet")
        path = self._keeping.film_path(self.film.board.title)
        await asyncio.to_thread(self.means.film, self.film.board, path)
        self.films.append(path)
        self.note("done", "film", f"the film is {path}", film=path.name)

    def _keep(self) -> None:
        if self.film is None:
            raise InputError("there is no film yet")
        self._keeping = self._keeping.kept(self.film.board)
        self.note("done", "save", f"saved to {self._keeping.path}")
        self.tell_state()

    def _sketch_of(self, prompt: str) -> None:
        """The picture of a prompt; a first one is read as a story, those after it are edits of its only shot."""
        if not prompt.strip():
            return
        self._begin("drawing", "sketch", self._drawn(prompt))

    async def _drawn(self, prompt: str) -> None:
        board = await asyncio.to_thread(sketched, self.means.draft, prompt)
        if self._sketch and self.film:
            self._change(board)
            self.tell_film()
        else:
            self._keeping = self._keeping.of_a_paste()
            self.perform(board, sketch=True)

    def _grow(self, more: More) -> None:
        """The story goes on; what is complete is drafted, one draft at a time, of the newest text."""
        before = self._growing or Growing()
        self._growing = before.more(more.text, end=more.end)
        if self._growing.complete != before.complete and (self._drafting is None or self._drafting.done()):
            self._begin("reading on", "more", self._draft_growing())

    async def _draft_growing(self) -> None:
        self._drafting = asyncio.current_task()
        drafted = ""
        while self._growing is not None and self._growing.complete.strip() and self._growing.complete != drafted:
            drafted = self._growing.complete
            board = await asyncio.to_thread(self._redrafted, drafted)
            if self._growing is None:
                return
            if self.film is None or self._version() == 0:
                self.perform(board)
                self._move(self.clock.played(self.time()))
            else:
                self._grown(board)

    def _redrafted(self, text: str) -> Storyboard:
        fresh = self.means.draft(text)
        if self.film is None or not self._history.past:
            return fresh
        return merge(dump(self.film.board), fresh).board

    def _grown(self, board: Storyboard) -> None:
        """The longer film, at the word where the shorter one was."""
        moment = self.time()
        position = self.clock.position(moment)
        word, words = self._word_at(position), self.film.script.words if self.film else ()
        since = position - words[word].second if word < len(words) else 0.0
        self._put(live_film(board, self.means, self._version() + 1))
        after = self.film.script.words if self.film else ()
        clock = self.clock.lasting(moment, self._length())
        if words and word < len(after) and position < clock.length:
            clock = clock.sought(moment, after[word].second + since) if since >= 0 else clock
        self._move(clock)
        self.tell_film()

    # --- what everybody is told

    def welcome(self, viewer: Viewer) -> None:
        """All that somebody must know who has just come."""
        if self.film is not None:
            viewer.tell("film", self._film_text())
        self.tell_state()

    def tell_film(self) -> None:
        """The whole film, to everybody."""
        if self.film is None:
            return
        for viewer in self.viewers:
            viewer.forget("shot:")
        self.viewers.tell("film", self._film_text())
        self.tell_state()

    def tell_state(self) -> None:
        """Where the film is, to everybody."""
        moment = self.time()
        board = self.film.board if self.film else None
        state = State(
            version=self._version(),
            playing=self.clock.playing,
            second=round(self.clock.position(moment), 4),
            seconds=round(self._length(), 4),
            speed=self.clock.speed,
            lead=self._lead,
            can_undo=bool(self._history.past),
            can_redo=bool(self._history.future),
            saved=board is None or self._keeping.holds(board),
            file=self._keeping.name,
            viewers=len(self.viewers),
            busy=self._busy,
        )
        self.viewers.tell("state", state.model_dump_json())

    def note(self, kind: str, about: str, text: str, film: str = "") -> None:
        """Something to be read, to everybody."""
        note = Note(kind="fault" if kind == "fault" else "done", about=about, text=text, film=film)
        self.viewers.tell(f"note:{about}", note.model_dump_json())

    def _film_text(self) -> str:
        assert self.film is not None
        return film_view(self.film, self.means.renderer.name, self.fingerprint, sketch=self._sketch).model_dump_json()

    def _tell_shot(self, name: str) -> None:
        film = self.film
        assert film is not None
        for (_, shot), line in zip(film.board.shots, film.script.lines, strict=False):
            if shot.id == name:
                told = Changed(version=film.version, style=film.board.style, shot=shot_view(shot, line))
                self.viewers.tell(f"shot:{name}", told.model_dump_json())
        self.tell_state()

    # --- small things

    def _change(self, board: Storyboard) -> None:
        """Another version of the film, at the same place."""
        assert self.film is not None
        self._put(live_film(board, self.means, self._version() + 1, self.film.sound))
        self._move(self.clock.lasting(self.time(), self._length()))

    def _put(self, film: LiveFilm) -> None:
        before = self.film
        self.film = film
        self._log.version(self.time(), film.board)
        if before is None or before.script is not film.script:
            self._reader = follower(film.script.spoken()).at(self._reader.place)

    def _move(self, clock: Clock) -> None:
        self.clock = clock
        self.changed.set()
        self.tell_state()

    def _version(self) -> int:
        return self.film.version if self.film else 0

    def _length(self) -> float:
        return self.film.seconds if self.film else 0.0

    def _word_at(self, second: float) -> int:
        """The number of the word that is said at a second."""
        words = self.film.script.words if self.film else ()
        low, high = 0, len(words)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if words[middle].second <= second + 1e-6 else (low, middle)
        return max(0, low - 1)
