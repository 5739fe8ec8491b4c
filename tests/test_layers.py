"""Who may know whom, and what a start may cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
HEAVY = {"torch", "spacy", "cv2", "numpy", "skia", "pydantic", "imageio", "ruamel", "transformers", "diffusers"}
LOADED = "import sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"


def test_data_flows_one_way() -> None:
    checker = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    ran = subprocess.run([sys.executable, "-c", checker], cwd=HERE, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 broken" in ran.stdout


@pytest.mark.parametrize(
    ("words", "typer_s"),
    [(["--help"], set[str]()), (["--version"], set[str]()), (["render", "--help"], {"pydantic"}), ([], {"pydantic"})],
)
def test_help_loads_nothing_heavy(words: list[str], typer_s: set[str]) -> None:
    """Newer versions of typer check a command's words with pydantic; that is theirs."""
    code = f"from storyanim.__main__ import main; assert main({words}) == 0; {LOADED}"
    ran = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=True)
    assert not (HEAVY - typer_s) & set(ran.stdout.splitlines()[-1].split())


def test_importing_storyanim_loads_nothing_heavy() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", f"import storyanim; {LOADED}"], cwd=HERE, capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(ran.stdout.split())


def test_the_first_file_to_read_is_short() -> None:
    assert len((HERE / "storyanim" / "animate.py").read_text(encoding="utf-8").splitlines()) <= 150
