"""How well a film is played live: even pictures, quick edits, sound and picture together, many who watch, memory.

What happens in a browser is measured in Chromium, where it and its driver are installed with selenium, and said to be
left out where they are not; the same edit is measured without one too.
"""

from __future__ import annotations

import time
import wave
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from shutil import which
from statistics import linear_regression, median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from storyanim.bench.boards import made_up_board
from storyanim.bench.measure import MEGABYTE, Measure
from storyanim.bench.shows import crowd, running_show, stalled, watched
from storyanim.live.editing import MOST_KEPT

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from storyanim.bench.shows import Audience, RunningShow
    from storyanim.storyboard import Storyboard

SIZE, RATE, SHOTS = (512, 512), 24, 150
"""The film lasts as long as the longest measurement, ten minutes."""
WARM, WATCHED = 4.0, 20.0
"""Seconds until a show has settled, and in which pictures are counted."""
EDITS = 40
UNDOS, HURRY = 2 * MOST_KEPT, 0.03
"""Edits made before memory is watched, so many seconds apart: all that can be undone is kept, and kept on purpose."""
SOUND_SECONDS, SOAK_SECONDS, SAMPLE = 600.0, 300.0, 2.0
ROUND, ROUNDS = 60.0, 3
"""The soak goes round and round the film's first so many seconds; memory is watched after so many rounds."""
VIEWERS, STALLED = 50, 200
_TYPED = "{woman} and {fox} sing by the wide river while the wind runs over the old bridge at night"
"""What is typed, a letter an edit: no prompt is seen twice."""
_EDIT = """
const [words, done] = arguments;
const canvas = document.getElementById("picture"), prompt = document.getElementById("prompt");
const before = canvas.dataset.version, began = performance.now();
new MutationObserver((_, self) => {
  if (canvas.dataset.version === before) return;
  self.disconnect();
  requestAnimationFrame(() => done(performance.now() - began));
}).observe(canvas, { attributeFilter: ["data-version"] });
prompt.value = words;
prompt.dispatchEvent(new Event("input", { bubbles: true }));
"""
_LISTEN = """
window.apart = [];
const canvas = document.getElementById("picture"), audio = document.getElementById("narration");
new MutationObserver(() => {
  if (!audio.paused && !audio.seeking) window.apart.push(Number(canvas.dataset.pts) - audio.currentTime);
}).observe(canvas, { attributeFilter: ["data-frame"] });
"""


def live() -> Iterator[Measure]:
    """All of it, on one film of storybook's at 512x512."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        board = _written(folder, made_up_board(SHOTS, seconds=4.0, size=SIZE, rate=RATE))
        with running_show(board) as show, watched(show) as audience:
            audience.say("play")
            time.sleep(WARM)
            cpu = show.cpu()
            alone = audience.gaps(WATCHED)
            yield from _evenness(alone)
            yield Measure("CPU time for each second played", (show.cpu() - cpu) / WATCHED, "s")
            yield from _editing(audience)
            yield from _crowded(show, audience, _percentile(alone, 0.95))
            yield from _stalled(show)
            yield from _soak(show, audience)
        yield from _in_browser(folder)


def _evenness(gaps: Sequence[float]) -> Iterator[Measure]:
    yield Measure("pictures that came while playing", len(gaps) / sum(gaps), "frames/s", f"at least {RATE - 0.5}")
    yield Measure("between two pictures, 95 %", 1000 * _percentile(gaps, 0.95), "ms", "at most 50")
    bursts = sum(one + other < 1 / RATE for one, other in pairwise(gaps))
    yield Measure("three pictures within one frame's time", bursts, "times", "never")


def _editing(audience: Audience) -> Iterator[Measure]:
    """From a key's sending to the first picture of its prompt that came, while the film plays."""
    taken: list[float] = []
    for number in range(EDITS):
        version, began = audience.seen[-1][1], time.perf_counter()
        shot = _shot_at(audience.seen[-1][3])
        audience.say("edit", shot=shot, field="prompt", value=_typed(number))
        taken.append(audience.version_after(version) - began)
        time.sleep(0.05)
    yield Measure("key to its picture while it plays, 95 %", 1000 * _percentile(taken, 0.95), "ms", "at most 150")


def _crowded(show: RunningShow, audience: Audience, alone: float) -> Iterator[Measure]:
    audience.say("play")
    with crowd(show, VIEWERS - 1):
        gaps = audience.gaps(WATCHED)
    share = _percentile(gaps, 0.95) / alone
    yield Measure(f"the first of {VIEWERS} viewers' 95 % against alone", share, "times", "at most 1.10")


def _stalled(show: RunningShow) -> Iterator[Measure]:
    before = show.memory()
    with stalled(show, STALLED):
        time.sleep(WATCHED)
        grown = show.memory() - before
    yield Measure(f"memory for {STALLED} viewers who never read", grown / MEGABYTE, "MB", "less than 100")


def _soak(show: RunningShow, audience: Audience) -> Iterator[Measure]:
    """The slope of the server's memory while the film is played again and again and edited.

    It is watched once the history of edits is as long as it ever gets, and all has been seen that is seen.
    """
    for number in range(UNDOS):
        audience.say("edit", shot=_shot_at(4.0 * (number % SHOTS)), field="seed", value=number)
        time.sleep(HURRY)
    warm = ROUND * ROUNDS
    times: list[float] = []
    sizes: list[float] = []
    began = time.monotonic()
    while (passed := time.monotonic() - began) < warm + SOAK_SECONDS:
        audience.say("seek", second=passed % ROUND)
        audience.say("edit", shot=_shot_at(passed % ROUND), field="seed", value=int(passed))
        audience.seen[:-100] = []
        time.sleep(SAMPLE)
        if passed >= warm:
            times.append(passed / 3600)
            sizes.append(show.memory() / MEGABYTE)
    slope = linear_regression(times, sizes).slope
    name = f"memory's slope in {SOAK_SECONDS:.0f} s, after {UNDOS} edits and {warm:.0f} s"
    yield Measure(name, slope, "MB/hour", "less than 1")


def _in_browser(folder: Path) -> Iterator[Measure]:
    """What takes a browser; where there is none that is said."""
    if lacking := _lacking():
        yield Measure(f"in Chromium: not measured, {lacking} is not installed", 0.0, "")
        return
    board = _written(folder, _narrated(folder))
    with running_show(board) as show, _chromium(folder) as window:
        window.get(show.address)
        time.sleep(WARM)
        window.find_element("id", "play").click()
        time.sleep(WARM)
        taken = [window.execute_async_script(_EDIT, _typed(number)) for number in range(EDITS)]
        yield Measure(
            "key to its picture in Chromium while it plays, 95 %", _percentile(taken, 0.95), "ms", "at most 150"
        )
        window.execute_script(_LISTEN)
        time.sleep(SOUND_SECONDS)
        apart = [abs(one) for one in window.execute_script("return apart")][RATE:]
    yield Measure("picture against sound, half of them", 1000 * median(apart), "ms")
    yield Measure("picture against sound, 99 %", 1000 * _percentile(apart, 0.99), "ms", f"at most {1000 / RATE:.0f}")


def _lacking() -> str:
    """What is missing for measuring in a browser; "" if nothing is."""
    from importlib.util import find_spec

    programs = [name for name in ("chromium", "chromedriver") if which(name) is None]
    return ", ".join([*programs, *([] if find_spec("selenium") else ["selenium"])])


def _typed(number: int) -> str:
    """The prompt after so many keys, those that only make a space left out; a person begins with a few words."""
    ends = [end for end in range(1, len(_TYPED) + 1) if _TYPED[end - 1] != " "]
    return _TYPED[: ends[number - EDITS]]


@contextmanager
def _chromium(folder: Path) -> Generator[Any]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = which("chromium") or ""
    words = ("headless=new", "no-sandbox", "disable-gpu", "autoplay-policy=no-user-gesture-required")
    for word in (*words, f"user-data-dir={folder / 'profile'}"):
        options.add_argument(f"--{word}")
    window = webdriver.Chrome(options=options, service=webdriver.ChromeService(which("chromedriver")))
    window.set_script_timeout(60)
    try:
        yield window
    finally:
        window.quit()


def _narrated(folder: Path) -> Storyboard:
    """The film with a recording of silence as long as it is."""
    from storyanim.storyboard import Narration

    board = made_up_board(SHOTS, seconds=4.0, size=SIZE, rate=RATE)
    with wave.open(str(folder / "told.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        for _ in range(SHOTS):
            sound.writeframes(bytes(2 * 8000 * 4))
    return board.model_copy(update={"narration": Narration(file="told.wav")})


def _written(folder: Path, board: Storyboard) -> Path:
    from storyanim.storyboard import dump

    path = folder / "bench.yaml"
    path.write_text(dump(board), encoding="utf-8")
    return path


def _shot_at(second: float) -> str:
    """The id of a shot of the made-up film, which last four seconds each, five to a scene."""
    number = min(SHOTS - 1, int(second / 4.0))
    return f"s{number // 5 + 1:02d}-{number % 5 + 1:02d}"


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
