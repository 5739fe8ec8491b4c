"""How well stories are read, measured on annotated stories nobody here wrote: `python -m tests.benchmarks.reading`."""
