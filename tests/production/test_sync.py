"""A story read by espeak-ng, film made: pictures and captions change with the sentences that are heard in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pysubs2
import pytest

import storyanim
from storyanim.encode import find_ffmpeg
from storyanim.production import SegmentStore, find_voice, make_film, read_aloud
from tests.encode.reading import HERTZ, captions, sound
from tests.production.test_sound import order

if TYPE_CHECKING:
    from numpy.typing import NDArray

STORY = Path(__file__).parents[2] / "stories" / "the-fox-and-the-lantern" / "story.txt"
RATE = 24
QUIET, PAUSE = 0.01, 0.2
"""Of full level, and seconds: what is quieter for so long is the silence between two sentences."""


def begins(heard: NDArray[np.float64]) -> NDArray[np.float64]:
    """The seconds on which a sentence begins: the first sound after a pause."""
    loud = np.flatnonzero(np.abs(heard) > QUIET)
    gaps = np.diff(loud, prepend=-HERTZ)
    return loud[gaps > PAUSE * HERTZ] / HERTZ


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_shots_and_captions_change_within_a_frame_of_the_sentences_in_the_sound(tmp_path: Path) -> None:
    drafted = storyanim.draft(STORY, size=(64, 36), rate=RATE)
    board = read_aloud(drafted, find_voice("espeak-ng"), tmp_path / "fox.yaml")
    film = make_film(order(board, tmp_path / "fox.mp4"), SegmentStore(tmp_path / "cache"), jobs=1)

    sentences = begins(sound(find_ffmpeg(), film.path, tmp_path))
    said = [cue.plaintext for cue in pysubs2.load(str(tmp_path / "fox.narration.srt"))]
    assert len(sentences) >= len(said)  # a comma may make a pause too

    facts = json.loads(film.sidecar.read_text(encoding="utf-8"))
    shots = [cut / RATE for name, cut in zip(facts["shots"], facts["cuts"], strict=True) if name.startswith("s")]
    first_words = {" ".join(words.split()[:3]) for words in said}
    shown = [
        cue.start / 1000
        for cue in pysubs2.SSAFile.from_string(captions(find_ffmpeg(), film.path, tmp_path))
        if " ".join(cue.plaintext.split()[:3]) in first_words
    ]
    assert (len(shots), len(shown)) == (8, 12)
    late = [float(np.abs(sentences - second).min()) for second in (*shots, *shown)]
    assert max(late) < 1 / RATE
