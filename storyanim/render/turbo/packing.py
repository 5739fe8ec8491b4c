"""A U-Net whose weights are laid out for a CPU's matrix routines once, instead of anew in every call.

Takes a network in bf16, gives another that shares everything with it but the weights of its linear layers and
convolutions, of which it has copies in oneDNN's own layout: both together take twice the memory. Those operations are
torch's, which its compiler uses too; they are not part of its documented interface, so where they are missing the
network is left as it is. A layout suits one size of inputs and is slow for others: another size is laid out for anew.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, cast

import torch
from torch import nn

_OPERATIONS = (
    "_reorder_linear_weight",
    "_linear_pointwise",
    "_reorder_convolution_weight",
    "_convolution_pointwise",
    "_is_mkldnn_bf16_supported",
)


def packed(network: nn.Module) -> nn.Module:
    """A network of the same numbers, faster in bf16 on a CPU; the same one where torch cannot do it."""
    if not can_pack():
        return network
    shared: dict[int, Any] = {id(tensor): tensor for tensor in (*network.parameters(), *network.buffers())}
    copy = deepcopy(network, shared)
    if hasattr(copy, "fuse_qkv_projections"):
        cast("Any", copy).fuse_qkv_projections()  # of what reads the same one product is taken, not three
    for module in list(copy.modules()):
        for name, layer in module.named_children():
            if type(layer) is nn.Linear:
                setattr(module, name, _Linear(layer))
            elif type(layer) is nn.Conv2d and layer.padding_mode == "zeros":
                setattr(module, name, _Convolution(layer))
    return copy


def can_pack() -> bool:
    """Whether torch has these operations, and the CPU what they ask of it: AVX-512, or AVX-NE-CONVERT."""
    operations = cast("Any", torch.ops.mkldnn)
    has_all = torch.backends.mkldnn.is_available() and all(hasattr(operations, name) for name in _OPERATIONS)
    return has_all and bool(operations._is_mkldnn_bf16_supported())


class _Linear(nn.Module):
    """A linear layer whose weights are packed for the number of rows it met last."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self._weight, self._bias = layer.weight, layer.bias
        self._packed: Any = None
        self._rows = 0

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        operations = cast("Any", torch.ops.mkldnn)
        rows = inputs.numel() // inputs.shape[-1]
        if rows != self._rows:
            self._packed, self._rows = operations._reorder_linear_weight(self._weight.detach(), rows), rows
        return operations._linear_pointwise(inputs, self._packed, self._bias, "none", [], "")


class _Convolution(nn.Module):
    """A convolution whose weights are packed for the size it met last."""

    def __init__(self, layer: nn.Conv2d) -> None:
        super().__init__()
        self._weight, self._bias = layer.weight, layer.bias
        self._form = (list(cast("Any", layer.padding)), list(layer.stride), list(layer.dilation), layer.groups)
        self._packed: Any = None
        self._size = list[int]()

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        operations = cast("Any", torch.ops.mkldnn)
        size = list(inputs.shape)
        if size != self._size:
            self._packed = operations._reorder_convolution_weight(self._weight.detach(), *self._form, size)
            self._size = size
        return operations._convolution_pointwise(inputs, self._packed, self._bias, *self._form, "none", [], "")
