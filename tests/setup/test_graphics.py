"""torch and GPUs: what is said of every build beside every GPU, with none of them here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from storyanim.setup.graphics import Device, TorchBuild, build_of, gpus_here, judge_torch

if TYPE_CHECKING:
    from pathlib import Path

CPU = TorchBuild("2.9.0+cpu")
CUDA = TorchBuild("2.9.0+cu126", "CUDA 12.6")
ROCM = TorchBuild("2.9.0+rocm6.4", "ROCm 6.4")


def module(*, cuda: str = "", hip: str = "", cards: int = 0, metal: bool = False) -> Any:
    """Looks like torch."""
    card = SimpleNamespace(name="NVIDIA H100", total_memory=80 * 10**9)
    return SimpleNamespace(
        __version__="2.9.0",
        version=SimpleNamespace(cuda=cuda or None, hip=hip or None),
        cuda=SimpleNamespace(
            is_available=lambda: cards > 0, device_count=lambda: cards, get_device_properties=lambda _: card
        ),
        backends=SimpleNamespace(mps=SimpleNamespace(is_built=lambda: metal, is_available=lambda: metal)),
    )


def test_a_build_tells_its_toolkit_and_its_devices() -> None:
    card = Device("NVIDIA H100", 80 * 10**9)
    assert build_of(module(cuda="12.6", cards=2)) == TorchBuild("2.9.0", "CUDA 12.6", (card, card))
    assert build_of(module(hip="6.4")) == TorchBuild("2.9.0", "ROCm 6.4")
    assert build_of(module(metal=True)) == TorchBuild("2.9.0", "Metal", (Device("Apple GPU"),))
    assert build_of(module()) == TorchBuild("2.9.0")


def test_a_gpu_that_torch_uses_is_named_with_its_memory() -> None:
    found = judge_torch(build_of(module(cuda="12.6", cards=1)), ("NVIDIA",))
    assert (found.state, found.words) == ("good", "2.9.0, for CUDA 12.6: NVIDIA H100 (80.0 GB)")


def test_without_a_gpu_nothing_is_amiss() -> None:
    found = judge_torch(CPU, ())
    assert (found.state, found.mend) == ("good", "")
    assert "no GPU is found" in found.words


def test_a_gpu_beside_a_build_for_cpus_is_told_with_the_command() -> None:
    found = judge_torch(CPU, ("NVIDIA",), "Linux")
    assert found.state == "note"
    assert "for CPUs only, but there is a GPU of NVIDIA's, which it cannot use" in found.words
    assert found.mend.endswith('-m pip install --force-reinstall "torch>=2.6,<2.14"')


@pytest.mark.parametrize(
    ("build", "gpu", "system", "mend"),
    [
        (CPU, "NVIDIA", "Windows", "--index-url https://download.pytorch.org/whl/cu126"),
        (CPU, "AMD", "Linux", "--index-url https://download.pytorch.org/whl/rocm6.4"),
        (CUDA, "AMD", "Linux", "--index-url https://download.pytorch.org/whl/rocm6.4"),
        (CPU, "Apple", "Darwin", "install Python for arm64"),
        (CUDA, "NVIDIA", "Linux", "see what nvidia-smi says"),
        (ROCM, "AMD", "Linux", "see what rocminfo says"),
        (TorchBuild("2.9.0", "Metal"), "Apple", "Darwin", "update macOS"),
    ],
)
def test_every_gpu_that_lies_idle_has_its_remedy(build: TorchBuild, gpu: Any, system: str, mend: str) -> None:
    found = judge_torch(build, (gpu,), system)
    assert found.state == "note"
    assert mend in found.mend


def test_a_torch_that_does_not_load_is_a_fault() -> None:
    found = judge_torch(TorchBuild(fault="libtorch.so: cannot open"), ("NVIDIA",))
    assert (found.state, found.words) == ("fault", "cannot be loaded: libtorch.so: cannot open")
    assert "--force-reinstall" in found.mend


def nothing(_: str) -> None:
    return None


def test_gpus_are_seen_without_torch(tmp_path: Path) -> None:
    def silent(_: list[str]) -> str:
        return ""

    assert gpus_here(tmp_path, nothing, silent, "Linux") == ()
    (tmp_path / "proc/driver/nvidia").mkdir(parents=True)
    (tmp_path / "proc/driver/nvidia/version").write_text("NVRM version")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/kfd").touch()
    assert gpus_here(tmp_path, nothing, silent, "Linux") == ("NVIDIA", "AMD")


@pytest.mark.parametrize(
    ("answer", "found"), [("GPU 0: NVIDIA H100 (UUID: GPU-1)\n", ("NVIDIA",)), ("No devices\n", ())]
)
def test_nvidia_smi_is_asked_where_it_is(tmp_path: Path, answer: str, found: tuple[str, ...]) -> None:
    def run(words: list[str]) -> str:
        assert words == ["nvidia-smi", "-L"]
        return answer

    assert gpus_here(tmp_path, lambda name: f"/usr/bin/{name}", run, "Windows") == found


def test_apple_silicon_is_known_by_its_processor(tmp_path: Path) -> None:
    assert gpus_here(tmp_path, nothing, lambda _: "1\n", "Darwin") == ("Apple",)
    assert gpus_here(tmp_path, nothing, lambda _: "0\n", "Darwin") == ()
