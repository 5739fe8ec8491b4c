"""A film that is being played: its clock, its storyboard as it is edited, and those who watch.

Takes commands (`messages`), changes the film and the clock, has everybody told. All of it happens in one event loop;
what takes long (reading a story, making a film) is an errand beside it. Knows no network and draws nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyanim.errors import InputError, StoryanimError
from storyanim.live.continuing import drafted_on
from storyanim.live.editing import History, edited, grown
from storyanim.live.errands import Errands
from storyanim.live.film import LiveFilm, live_film
from storyanim.live.growing import Growing
from storyanim.live.messages import (
    AnyCommand,
    Edit,
    Film,
    Heard,
    Lead,
    More,
    Next,
    Pause,
    Play,
    Save,
    Seek,
    Sketch,
    Speed,
    SpokenWord,
    StoryText,
    Undo,
)
from storyanim.live.playback import Playback
from storyanim.live.sessionlog import NoLog
from storyanim.live.sketching import sketched
from storyanim.live.telling import Telling, state_of
from storyanim.live.viewers import Outlets, Viewer
from storyanim.storyboard import dump, merge

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storyanim.live.clock import Clock
    from storyanim.live.film import Means, Sound
    from storyanim.live.keeping import Keeping
    from storyanim.live.sessionlog import Log
    from storyanim.storyboard import Storyboard


@dataclass(frozen=True, slots=True)
class Desk:
    """What a session is given: `time` gives seconds of a clock that never goes back."""

    means: Means
    keeping: Keeping
    time: Callable[[], float]
    log: Log = field(default_factory=NoLog)
    fingerprint: str = ""


class Session:
    """A film on a stage, or an empty stage."""

    def __init__(self, desk: Desk) -> None:
        self.means, self.time = desk.means, desk.time
        self.viewers = Outlets()
        self.films: list[Path] = []
        """Films made of it, the newest last."""
        self.changed = asyncio.Event()
        """Set when another picture may be wanted."""
        self.telling = Telling(self.viewers, desk.means.renderer.name, desk.fingerprint)
        self._playback = Playback(desk.time, desk.log, self._moved)
        self._keeping = desk.keeping
        self._errands = Errands(self.tell_state, lambda kind, words: self.telling.note("fault", kind, words))
        self._history = History()
        self._edits: dict[tuple[str, str], Edit] = {}
        self._growing: Growing | None = None
        self._drafted: Storyboard | None = None
        """The last draft of a story that grows, without edits."""
        self._sketch = False

    # --- what is played

    @property
    def film(self) -> LiveFilm | None:
        """The film as it is now."""
        return self._playback.film

    @property
    def clock(self) -> Clock:
        """Where it is."""
        return self._playback.clock

    def perform(self, board: Storyboard, *, sound: Sound | None = None, plays: bool = False) -> None:
        """Put another film on the stage, at its beginning."""
        self._history, self._sketch, self._drafted = History(), False, None
        self._playback.perform(live_film(board, self.means, self.film, sound), plays=plays)
        self.tell_film()

    def settle(self) -> None:
        """Make the edits that wait, stand still where the film is over, show what stayed away; before every picture."""
        if self._edits:
            self._make_edits()
        if self._sketch or self._growing is None or self._growing.ended:
            self._playback.end(again=self._sketch)
        self.viewers.catch_up(self.time(), still=not self.clock.playing)

    def end(self) -> None:
        """The show is over: nobody waits for what is being made."""
        self._errands.end()

    @property
    def is_filming(self) -> bool:
        """Whether a film is being made of it."""
        return self._errands.is_doing("film")

    # --- commands

    def take(self, command: AnyCommand) -> None:
        """Do what a viewer, or another program, asks for.

        Raises:
            InputError: it cannot be done.
        """
        if isinstance(command, Edit):
            self._edits[command.shot, f"{command.field} {command.who}"] = command
            self.changed.set()
            return
        self._make_edits()
        match command:
            case Play() | Pause() | Seek() | Speed() | Next():
                self._playback.turn(command)
            case Lead() | SpokenWord() | Heard():
                self._playback.follow(command)
            case Undo():
                self._take_back(command)
            case _:
                self._run(command)

    def _take_back(self, command: Undo) -> None:
        film = self._playing_film()
        if self._history.past if command.type == "undo" else self._history.future:
            board, history = (self._history.back if command.type == "undo" else self._history.forth)(film.board)
            self._change(grown(board, film.board, self._drafted))
            self._history = history
            self.tell_film()

    def _run(self, command: Film | Save | StoryText | Sketch | More) -> None:
        match command:
            case Film():
                self._playing_film()
                self._errands.begin("film", "making the film", self._make_film)
            case Save():
                self._playing_film()
                self._errands.begin("save", "saving", self._save)
            case StoryText():
                self._errands.begin("story", "reading the story", lambda: self._read(command.text))
            case Sketch():
                if command.prompt.strip():
                    self._errands.begin("sketch", "reading the prompt", lambda: self._draw(command.prompt))
            case More():
                if self._growing is None and self.film and not self._sketch:
                    raise InputError("a story is played already: only another one, pasted, can take its place")
                self._growing = (self._growing or Growing()).more(command.text, end=command.end)
                if self._growing.complete.strip():
                    self._errands.begin("more", "reading on", self._read_on)

    def _make_edits(self) -> None:
        """All edits that wait, the newest of each field."""
        waiting, self._edits = list(self._edits.values()), {}
        for edit in waiting:
            try:
                self._edit(edit)
            except StoryanimError as error:
                self.telling.note("fault", "edit", str(error))
            else:
                self.telling.note("done", "edit", "")

    def _edit(self, edit: Edit) -> None:
        film = self._playing_film()
        board = edited(film.board, edit)
        if board == film.board:
            return
        self._history = self._history.after(film.board, (edit.shot, f"{edit.field} {edit.who}"), self.time())
        self._change(board)
        if edit.field in ("style", "look"):
            self.tell_film()
        elif self.film:
            self.telling.shot(self.film, edit.shot)

    # --- errands

    async def _read(self, text: str) -> None:
        board = await asyncio.to_thread(self.means.draft, text)
        self._keeping, self._growing = self._keeping.of_a_paste(), None
        self.perform(board)
        self.telling.note("done", "story", f"'{board.title}': {len(list(board.shots))} shots")

    async def _save(self) -> None:
        board, keeping = self._playing_film().board, self._keeping
        kept = await asyncio.to_thread(keeping.kept, board)
        if self._keeping is keeping:  # else another story has been pasted meanwhile
            self._keeping = kept
        moved = keeping.path and kept.path != keeping.path
        why = f"{keeping.name} was changed by somebody else meanwhile, and stays as it is: " if moved else ""
        self.telling.note("done", "save", f"{why}saved to {kept.path}")

    async def _make_film(self) -> None:
        film = self._playing_film()
        path = self._keeping.film_path(film.board.title)
        await asyncio.to_thread(self.means.film, film.board, path, self._errands.check)
        self.films.append(path)
        self.telling.note("done", "film", f"The film is {path.name}.", film=path.name)

    async def _draw(self, prompt: str) -> None:
        """The picture of a prompt, in place of the one before it."""
        before = self.film.board if self._sketch and self.film else None
        board = await asyncio.to_thread(sketched, self.means.draft, prompt, before)
        if self._sketch and self.film:
            self._change(board)
            self.tell_film()
        else:
            self._keeping = self._keeping.of_a_paste()
            self.perform(board, plays=True)
            self._sketch = True
            self.tell_film()
        self.telling.note("done", "sketch", "")

    async def _read_on(self) -> None:
        """Draft all that is complete; the film goes on where it was. Another one that was pasted meanwhile stays."""
        growing = self._growing
        if growing is None:
            return
        fresh = await asyncio.to_thread(drafted_on, self.means.draft, growing, self._drafted)
        board = await self._with_edits(fresh)
        if self._growing is None:
            return
        if self.film is None or self._sketch:
            self._keeping = self._keeping.of_a_paste()
            self.perform(fresh, plays=True)
        else:
            self._playback.grow(live_film(board, self.means, self.film))
            self.tell_film()
        self._drafted = fresh

    async def _with_edits(self, fresh: Storyboard) -> Storyboard:
        """A fresh draft with what was edited in the film, also with what is edited while the two are put together."""
        board = fresh
        while self._history.past and not self._sketch and (film := self.film):
            board = (await asyncio.to_thread(merge, dump(film.board), fresh)).board
            if self.film is film:
                break
        return board

    # --- what everybody is told

    def welcome(self, viewer: Viewer) -> None:
        """All that somebody must know who has just come."""
        if self.film is not None:
            self.telling.film_to(viewer, self.film, sketch=self._sketch)
        self.tell_state()

    def tell_film(self) -> None:
        """The whole film, to everybody."""
        if self.film is not None:
            self.telling.film(self.film, sketch=self._sketch)
        self.tell_state()

    def tell_state(self) -> None:
        """Where the film is, to everybody."""
        moment, viewers, busy = self.time(), len(self.viewers), self._errands.words
        done = self._playback, self._history, self._keeping
        self.telling.state(state_of(*done, moment=moment, viewers=viewers, busy=busy))

    # --- small things

    def _change(self, board: Storyboard) -> None:
        """Another version of the film, at the same place."""
        self._playback.change(live_film(board, self.means, self.film, self._playing_film().sound))

    def _moved(self) -> None:
        self.changed.set()
        self.tell_state()

    def _playing_film(self) -> LiveFilm:
        if self.film is None:
            raise InputError("there is no film yet: write a prompt, or paste a story")
        return self.film
