"""Python, the libraries that draw and read, and a display: whether they load and work.

Every function tries what it is given and judges the outcome. A library that cannot be loaded most often lacks a
library of the system, which `pip` cannot bring.
"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

from storyanim.errors import StoryanimError
from storyanim.setup.finding import Finding
from storyanim.setup.graphics import PIP

if TYPE_CHECKING:
    from collections.abc import Callable

OLDEST = (3, 11)
SYSTEM = "sudo apt-get install -y libgl1 libegl1 libglib2.0-0 libxcb1"
"""As in the README; elsewhere than on Debian and Ubuntu those packages have other names."""
DRAWING = {"skia": "skia-python", "cv2": "opencv-python"}
"""Modules that need libraries of the system, and what brings them."""
VOICES = {"espeak-ng": "sudo apt-get install -y espeak-ng", "pyttsx3": f"{PIP} pyttsx3"}
"""Voices that read stories aloud, and what brings them."""


def judge_python(version: tuple[int, int, int] = sys.version_info[:3]) -> Finding:
    """Whether this Python is new enough."""
    shown = ".".join(map(str, version))
    if version[:2] < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return Finding("Python", "fault", f"{shown}; storyanim needs {oldest}", f"install Python {oldest} or newer")
    return Finding("Python", "good", f"{shown}, {sys.executable}")


def judge_library(module: str, package: str, load: Callable[[str], object] = importlib.import_module) -> Finding:
    """Whether a library that draws can be loaded."""
    try:
        loaded = load(module)
    except ModuleNotFoundError:
        return Finding(package, "fault", "is not installed", f"{PIP} {package}")
    except (ImportError, OSError) as error:
        lacking = " ".join(str(error).split())[:200]
        return Finding(package, "fault", f"cannot be loaded: {lacking}", SYSTEM)
    return Finding(package, "good", str(getattr(loaded, "__version__", "is loaded")))


def judge_reading(load: Callable[[], str], trained: Callable[[], list[str]]) -> Finding:
    """Whether stories can be read; `load` makes the pipeline and gives spaCy's version, `trained` lists others."""
    try:
        loaded, others = load(), trained()
    except Exception as error:  # a broken installation breaks anywhere
        words = f"cannot be used: {' '.join(str(error).split())[:200]}"
        return Finding("spaCy", "fault", words, f"{PIP} --force-reinstall spacy")
    more = f"; {', '.join(others)} is installed too" if others else ""
    return Finding("spaCy", "good", f"{loaded}, English by storyanim's own rules{more}")


def examine_reading() -> Finding:
    """`judge_reading` of what is installed."""
    return judge_reading(_load_pipeline, _trained_pipelines)


def _load_pipeline() -> str:
    from storyanim.text.nlp import pipeline

    pipeline()
    return version("spacy")


def _trained_pipelines() -> list[str]:
    import spacy

    return [name for name in cast("Any", spacy.util).get_installed_models() if name.startswith("en_")]


def judge_voice(name: str, find: Callable[[str], object]) -> Finding:
    """Whether `--voice` can read aloud with it; `find` gives the voice, once it has spoken."""
    try:
        find(name)
    except StoryanimError as error:
        words = str(error).removeprefix(f"--voice: {name} ").partition(";")[0]
        return Finding(name, "note", f"{words}: no --voice {name}", VOICES[name])
    return Finding(name, "good", f"speaks: --voice {name}")


def judge_display(check: Callable[[], None]) -> Finding:
    """Whether `--preview` can open a window."""
    try:
        check()
    except StoryanimError as error:
        return Finding("display", "note", str(error).removeprefix("--preview: ").partition(";")[0] + ": no --preview")
    return Finding("display", "good", "--preview opens a window")
