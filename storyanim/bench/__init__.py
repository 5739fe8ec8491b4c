"""What `storyanim bench` measures: speed and size, stage by stage, on the machine at hand.

`stages` names the functions that measure, each of which gives `Measure`s. Turbo is measured by `diffusing`:
`contenders` and `rival` are those who draw, `racing` has each in a process of its own. Nothing is imported here, so
that `python -m storyanim.bench` runs where only turbo's own libraries are.
"""
