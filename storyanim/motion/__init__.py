"""How a film moves: perceptual distance, an even pace for every transition, and the report that measures both.

Takes a schedule and a renderer, gives the schedule with a curve for each transition that would else change unevenly.
Frames stay what they are, a function of their recipe: a curve is found before and passed on as a value.
"""

from __future__ import annotations

from storyanim.motion.curves import Curves
from storyanim.motion.distance import distance, look
from storyanim.motion.film_report import OURS, MotionReport, film_report, together
from storyanim.motion.measuring import FilmMotion, Stretch, measured
from storyanim.motion.pacing import Paced, known_paces, solved_paces
from storyanim.motion.plotting import plotted
from storyanim.motion.solving import JUMP, Solution, jump_ratio

__all__ = [
    "JUMP",
    "OURS",
    "Curves",
    "FilmMotion",
    "MotionReport",
    "Paced",
    "Solution",
    "Stretch",
    "distance",
    "film_report",
    "jump_ratio",
    "known_paces",
    "look",
    "measured",
    "plotted",
    "solved_paces",
    "together",
]
