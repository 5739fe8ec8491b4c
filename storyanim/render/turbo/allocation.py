"""How glibc gives back memory: settings under which a network's large tensors stay mapped between its calls.

By default every tensor over some 32 MB is mapped and unmapped in each call, and the kernel clears its pages anew.
"""

from __future__ import annotations

import ctypes
import platform
from functools import cache

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Of glibc's malloc.h; see mallopt(3)."""
LARGE = 2**30
"""Bytes that are kept rather than given back."""


@cache
def keep_memory() -> bool:
    """Set this process so, once; whether both could be done (on Linux with glibc)."""
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    done = [mallopt(setting, LARGE) for setting in (M_MMAP_THRESHOLD, M_TRIM_THRESHOLD)]
    return all(done)
