"""A machine made ready: `pulling` fetches a model's files, `doctor` says what works here and how to mend the rest.

For a pull: `repository` asks the hub, `choosing` names the files, `holdings` says what is here, `fetching` brings what
is not; `licences` says whose rules weights come under. For the doctor every room has a file that looks and judges.
The only part of storyanim that speaks to the network, and only when it is asked to.
"""
