"""Shows the right picture at the right time: asks the clock, has it drawn, shows it when it is due.

Takes a session and artists. One picture is drawn ahead of the clock, by as long as drawing takes; what the clock has
passed meanwhile is never drawn. While there is time, the prompts, paces and first pictures of coming shots, and a
picture of each scene, are made ready.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import OrderedDict
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from storyanim.errors import StoryanimError
from storyanim.live.drawing import Coming, Wanted
from storyanim.live.pacing import Paces
from storyanim.live.pictures import FRAME, SCENE, Picture
from storyanim.types import Size

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from storyanim.live.artists import Artists
    from storyanim.live.drawing import Unpaced
    from storyanim.live.film import LiveFilm
    from storyanim.live.session import Session
    from storyanim.types import FrameRecipe, Subject

KEPT, KEPT_PROMPTS = 8, 64
"""Pictures that were made ready, and prompts that were read, of which is known."""
COMING_SHOTS = 2
LONGEST_LEAD = 1.0
"""Seconds that are drawn ahead at most, however slow the renderer."""
SCENE_WIDTH = 192
MOST_SCENES = 200
QUIET, QUICK = 1.0, 0.5
"""A renderer with one hand makes something ready after so many quiet seconds, or if a picture takes it no more than
this share of a frame's time: it lays the coming one aside for the one that is seen."""
SOON = 1.5
"""Seconds before a shot begins in which its hand makes nothing else ready."""
IDLE = 0.5
"""Seconds after which somebody who waits looks again."""


class Player:
    """Draws and shows until it is cancelled. `on_show` get each picture shown, with its pixels, and their size."""

    def __init__(
        self, session: Session, artists: Artists, on_show: Sequence[Callable[[Picture, Size], None]] = ()
    ) -> None:
        self._session, self._artists = session, artists
        self._on_show = on_show
        self._paces = Paces(session.means.curves, artists.fingerprint)
        self._ready: OrderedDict[FrameRecipe, Picture] = OrderedDict()
        self._scenes: dict[int, tuple[FrameRecipe, Picture]] = {}
        self._prompts: OrderedDict[str, None] = OrderedDict()
        self._undrawable: OrderedDict[FrameRecipe, None] = OrderedDict()
        self._drawing_seconds = 0.03
        self._last: Picture | None = None
        self._shown_at = 0.0
        self._raw = bool(on_show)

    async def run(self) -> None:
        """Show the film for ever."""
        session = self._session
        shown: tuple[int, FrameRecipe] | None = None
        while True:
            session.settle()
            session.changed.clear()
            film = session.film
            if film is None:
                await self._wait(inf)
                continue
            index = self._wanted(film)
            recipe = self._recipe_at(film, index)
            if (film.version, recipe) == shown:
                await self._wait(self._next_due(film, index))
                continue
            picture = await self._drawn(film, recipe)
            if picture is not None and not await self._until_due(film, index):
                continue
            shown = film.version, recipe
            if picture is not None:
                self._show(film, picture)

    async def prepare(self) -> None:
        """Make ready what comes, for ever, with a hand that is free: never the one that draws the shot that is seen."""
        while True:
            await asyncio.sleep(0.02)
            film = self._session.film
            make_ready = self._preparation(film) if film else None
            if make_ready is None:
                await asyncio.sleep(0.1)
                continue
            with suppress(StoryanimError):
                await make_ready()

    def welcome_pictures(self) -> list[Picture]:
        """What somebody sees who has just come."""
        last = [self._last] if self._last else []
        recipes = _scene_recipes(self._session.film) if self._session.film else []
        known = [self._scenes[number] for number, _ in recipes if number in self._scenes]
        return [*last, *(picture for recipe, picture in known if (picture.number, recipe) in recipes)]

    # --- now

    def _wanted(self, film: LiveFilm) -> int:
        """The frame that will be due when it is drawn."""
        session = self._session
        lead = self._lead(film) if session.clock.playing else 0.0
        return session.clock.index(session.time() + lead, film.schedule.rate, film.schedule.frames)

    def _lead(self, film: LiveFilm) -> float:
        return min(LONGEST_LEAD, max(float(1 / film.schedule.rate), 1.1 * self._drawing_seconds))

    def _next_due(self, film: LiveFilm, index: int) -> float:
        """Seconds until the frame after `index` is to be drawn."""
        clock = self._session.clock
        if index + 1 >= film.schedule.frames:
            return inf if not clock.playing else 0.05
        return clock.due(index + 1, film.schedule.rate) - self._session.time() - self._lead(film)

    def _recipe_at(self, film: LiveFilm, index: int) -> FrameRecipe:
        return self._paces.recipe_at(film.schedule, _turn(film, index), index)

    async def _drawn(self, film: LiveFilm, recipe: FrameRecipe) -> Picture | None:
        """The frame's picture; None where it cannot be drawn, which is told."""
        index = recipe.index
        if recipe in self._ready:
            return replace(self._ready[recipe], version=film.version)
        began = self._session.time()
        try:
            picture = await self._artists.draw(Wanted(recipe, film.version, index, raw=self._raw), _turn(film, index))
        except StoryanimError as error:
            self._session.telling.note("fault", "picture", str(error))
            await asyncio.sleep(IDLE)
            return None
        self._drawing_seconds += 0.2 * (min(2.0, self._session.time() - began) - self._drawing_seconds)
        return picture

    async def _until_due(self, film: LiveFilm, index: int) -> bool:
        """Wait until a picture is due; whether it is still wanted, whatever is told meanwhile.

        One of the film before an edit is shown at once: whoever types would else see nothing until they rest.
        """
        session = self._session
        while True:
            clock, rate = session.clock, film.schedule.rate
            left = clock.due(index, rate) - session.time()
            if left <= 0.001 or left == inf:
                return left != inf
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await session.changed.wait()
                session.settle()
                session.changed.clear()
                moment = session.time()
                if abs(session.clock.position(moment) - clock.position(moment)) > 0.5 / rate:
                    return False
                if session.film is not film:
                    return True

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.001, min(seconds, IDLE))):
                await self._session.changed.wait()

    def _show(self, film: LiveFilm, picture: Picture) -> None:
        self._last = picture
        self._shown_at = moment = self._session.time()
        still = not self._session.clock.playing
        packed = picture.packed()
        for viewer in self._session.viewers:
            (viewer.put if still else viewer.show)(picture, packed, moment)
        for show in self._on_show:
            show(picture, film.schedule.size)

    # --- soon

    def _preparation(self, film: LiveFilm) -> Callable[[], Awaitable[None]] | None:
        """What to make ready next: a coming shot's prompt, pace, or first frame, or the picture of a scene."""
        index = self._wanted(film)
        place = _turn(film, index)
        if not self._may_prepare(film, place):
            return None
        if reading := self._reading(film, place):
            return reading
        if coming := self._coming(film, place, index):
            return coming
        if self._is_soon(film, place):
            return None
        for number, recipe in _scene_recipes(film):
            known = self._scenes.get(number)
            if recipe not in self._undrawable and (known is None or known[0] != recipe):
                return partial(self._make_scene, film, number, recipe, place + 1)
        return None

    def _reading(self, film: LiveFilm, place: int) -> Callable[[], Awaitable[None]] | None:
        """The prompts that are still to be read of the shots that come."""
        if not self._artists.reads_ahead:
            return None
        subjects = film.schedule.subjects[place + 1 : place + 1 + COMING_SHOTS]
        unread = tuple(subject for subject in subjects if subject.prompt not in self._prompts)
        return partial(self._read_ahead, unread) if unread else None

    def _coming(self, film: LiveFilm, place: int, index: int) -> Callable[[], Awaitable[None]] | None:
        """What is still to do for the shot that is seen, if it is being come into, and for those after it."""
        last = place + (1 if self._is_soon(film, place) else COMING_SHOTS)
        for number, shot in enumerate(film.schedule.shots[place : last + 1], place):
            unpaced = self._paces.unpaced(film.schedule, number) if index < shot.first + shot.transition else None
            if unpaced:
                return partial(self._find_pace, film, number, unpaced, place + 1)
            recipe = self._recipe_at(film, shot.first)
            if number > place and recipe not in self._ready and recipe not in self._undrawable:
                return partial(self._draw_ahead, film, recipe, place + 1)
        return None

    def _is_soon(self, film: LiveFilm, place: int) -> bool:
        """Whether the next shot is about to begin, which needs the hand that is free now: only it may be made ready."""
        clock = self._session.clock
        end = film.second_of(film.schedule.shots[place].end)
        return clock.playing and end - clock.position(self._session.time()) < SOON

    def _may_prepare(self, film: LiveFilm, place: int) -> bool:
        """Whether a hand is free that is not needed now. Who has only one keeps it free while anything happens."""
        if self._artists.hands > 1:
            return self._artists.is_free(place + 1)
        still = not self._session.clock.playing and self._session.time() - self._shown_at > QUIET
        return self._artists.is_free(place) and (still or self._drawing_seconds * film.schedule.rate < QUICK)

    async def _read_ahead(self, subjects: tuple[Subject, ...]) -> None:
        self._prompts.update(dict.fromkeys(subject.prompt for subject in subjects))
        while len(self._prompts) > KEPT_PROMPTS:
            self._prompts.popitem(last=False)
        await self._artists.read_ahead(Coming(subjects))

    async def _find_pace(self, film: LiveFilm, place: int, unpaced: Unpaced, hand: int) -> None:
        """Find a shot's pace; where it cannot be drawn, that is told when it is seen, and there is none to find."""
        shot = unpaced.film
        try:
            shot = await self._artists.pace(unpaced, hand)
        finally:
            self._paces.found(film.schedule, place, shot)
        self._session.changed.set()

    async def _draw_ahead(self, film: LiveFilm, recipe: FrameRecipe, hand: int) -> None:
        wanted = Wanted(recipe, film.version, recipe.index, raw=self._raw)
        self._keep(recipe, await self._drawn_ahead(wanted, hand))

    async def _make_scene(self, film: LiveFilm, number: int, recipe: FrameRecipe, hand: int) -> None:
        picture = await self._drawn_ahead(Wanted(recipe, film.version, number, SCENE), hand)
        self._scenes[number] = recipe, picture
        for viewer in self._session.viewers:
            viewer.put(picture, picture.packed(), 0.0)

    async def _drawn_ahead(self, wanted: Wanted, hand: int) -> Picture:
        """What cannot be drawn is not tried again before it is seen: that is told then."""
        try:
            return await self._artists.draw_ahead(wanted, hand)
        except StoryanimError:
            self._undrawable[wanted.recipe] = None
            while len(self._undrawable) > MOST_SCENES:
                self._undrawable.popitem(last=False)
            raise

    def _keep(self, recipe: FrameRecipe, picture: Picture) -> None:
        assert picture.kind == FRAME
        self._ready[recipe] = picture
        while len(self._ready) > KEPT:
            self._ready.popitem(last=False)


def _turn(film: LiveFilm, index: int) -> int:
    """The number of the frame's shot."""
    return bisect_right(film.schedule.shots, index, key=lambda shot: shot.first) - 1


def _scene_recipes(film: LiveFilm) -> list[tuple[int, FrameRecipe]]:
    """Each scene's number, and a small picture of its first shot."""
    schedule = film.schedule
    firsts: dict[str, int] = {}
    for turn, shot in enumerate(schedule.shots):
        if not shot.is_title:
            firsts.setdefault(shot.scene, turn)
    found: list[tuple[int, FrameRecipe]] = []
    for number, turn in enumerate(list(firsts.values())[:MOST_SCENES]):
        shot = schedule.shots[turn]
        recipe = schedule.recipe_at(shot.first + (shot.transition + shot.frames) // 2)
        found.append((number, replace(recipe, size=_small(schedule.size))))
    return found


def _small(size: Size) -> Size:
    return Size(SCENE_WIDTH, max(16, round(SCENE_WIDTH * size.height / size.width)))
