"""Films play where people watch them: every kind a browser knows is opened, played, heard and looked at in Chromium.

`.mov` (ProRes) is for editing programs; no browser plays it.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import storyanim
from storyanim.encode import iter_film, read_picture
from storyanim.production import FilmOptions, read_recording, told_by
from tests.browser.chromium import chromium, served
from tests.production.voices import hum
from tests.stories import KITE

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

pytestmark = pytest.mark.browser

RATE, WIDTH, HEIGHT = 12, 192, 108
TOLD = 6.0
"""Seconds of the recording that tells the story."""
LOOK = 40
"""The number of the frame that is looked at."""

VIDEO = """
const [name, seconds, done] = arguments;
const video = document.createElement("video");
const canvas = document.createElement("canvas");
document.body.append(video);
video.onerror = () => done({fault: video.error.message});
const blob = await (await fetch(name)).blob();
video.src = URL.createObjectURL(blob);
await new Promise((met) => (video.onloadeddata = met));
await video.play();
await new Promise((met) => (video.ontimeupdate = () => video.currentTime > 0.5 && met()));
const heard = video.webkitAudioDecodedByteCount;
video.pause();
video.currentTime = seconds;
await new Promise((met) => (video.onseeked = met));
await new Promise((met) => setTimeout(met, 200));
canvas.width = video.videoWidth;
canvas.height = video.videoHeight;
const pen = canvas.getContext("2d", {colorSpace: "srgb"});
pen.drawImage(video, 0, 0);
const pixels = Array.from(pen.getImageData(0, 0, canvas.width, canvas.height).data);
done({width: video.videoWidth, height: video.videoHeight, seconds: video.duration, heard, pixels});
"""
PICTURE = """
const [name, kind, done] = arguments;
const image = document.createElement("img");
document.body.append(image);
image.onerror = () => done({fault: "not shown"});
image.src = name;
await image.decode();
const data = await (await fetch(name)).arrayBuffer();
const decoder = new ImageDecoder({data, type: kind});
await decoder.completed;
await decoder.tracks.ready;
const track = decoder.tracks.selectedTrack;
done({width: image.naturalWidth, height: image.naturalHeight, frames: track.frameCount, loops: track.repetitionCount});
"""
TRACK = """
const [name, done] = arguments;
const video = document.createElement("video");
const track = document.createElement("track");
track.onload = () => done(Array.from(track.track.cues, (cue) => [cue.startTime, cue.endTime, cue.text]));
track.onerror = () => done("not read");
track.src = name;
track.default = true;
video.append(track);
document.body.append(video);
"""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same story, told by a recording, as every kind of film that a browser should know."""
    folder = tmp_path_factory.mktemp("films")
    (folder / "index.html").write_text("<!DOCTYPE html><title>films</title>", encoding="utf-8")
    drafted = storyanim.draft(KITE, size=(WIDTH, HEIGHT), rate=RATE)
    board = told_by(drafted, read_recording(hum(folder / "told.wav", TOLD), None, folder / "kite.yaml"))
    for suffix in (".mp4", ".mkv", ".webm", ".gif", ".webp", ".png"):
        film = folder / f"film{suffix}"
        storyanim.render(
            board, film, renderer="storybook", jobs=1, cache=folder / "cache", options=FilmOptions(folder=folder)
        )
    return folder


@pytest.fixture(scope="module")
def page(films: Path) -> Generator[Any]:
    """A page beside the films."""
    with served(films) as address, chromium(films) as window:
        window.get(f"{address}/index.html")
        yield window


def asked(page: Any, script: str, *words: object) -> Any:
    return page.execute_async_script(f"(async (...arguments) => {{{script}}})(...arguments)", *words)


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    return 10 * float(np.log10(255**2 / np.mean((one.astype(float) - other) ** 2)))


def drawn(films: Path, index: int) -> np.ndarray:
    """The frame as it was drawn: (height, width, 3)."""
    return read_picture(films / "film.png" / f"frame-{index:06}.png")


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm"])
def test_a_film_plays_with_sound_and_shows_the_frame_that_is_sought(suffix: str, films: Path, page: Any) -> None:
    found = asked(page, VIDEO, f"film{suffix}", float(Fraction(2 * LOOK + 1, 2 * RATE)))
    assert "fault" not in found, found["fault"]
    frames = sum(1 for _ in (films / "film.png").iterdir())
    assert (found["width"], found["height"]) == (WIDTH, HEIGHT)
    assert found["seconds"] == pytest.approx(frames / RATE, abs=1 / RATE)
    assert found["heard"] > 0
    seen = np.array(found["pixels"], np.uint8).reshape(HEIGHT, WIDTH, 4)[..., :3]
    others = [psnr(seen, drawn(films, LOOK + away)) for away in (-6, 6)]
    assert psnr(seen, drawn(films, LOOK)) > max(30, *others)
    assert psnr(seen, next(islice(iter_film(films / f"film{suffix}"), LOOK, None))) > 34


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_a_loop_moves_in_an_img(kind: str, films: Path, page: Any) -> None:
    found = asked(page, PICTURE, f"film.{kind}", f"image/{kind}")
    assert "fault" not in found, found["fault"]
    assert (found["width"], found["height"]) == (WIDTH, HEIGHT)
    frames = sum(1 for _ in (films / "film.png").iterdir())
    assert found["frames"] == frames if kind == "gif" else 30 < found["frames"] <= frames  # WebP joins equal pictures
    assert found["loops"] in (None, -1) or found["loops"] > 1000


def test_a_picture_of_a_folder_is_shown(page: Any) -> None:
    found = asked(page, PICTURE, "film.png/frame-000000.png", "image/png")
    assert (found["width"], found["height"], found["frames"]) == (WIDTH, HEIGHT, 1)


def test_the_captions_beside_a_webm_are_a_track_of_cues(films: Path, page: Any) -> None:
    cues = asked(page, TRACK, "film.vtt")
    assert cues != "not read"
    words = " ".join(text.replace("\n", " ") for _, _, text in cues)
    assert " ".join(KITE.partition("\n")[2].split()) == words
    starts = [start for start, _, _ in cues]
    assert starts == sorted(starts)
    frames = sum(1 for _ in (films / "film.png").iterdir())
    assert cues[-1][1] <= frames / RATE + 0.001
