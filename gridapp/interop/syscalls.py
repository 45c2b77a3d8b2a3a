"""A filter of system calls (seccomp) for the reading process: computing, its pipes, its end; the rest is refused.

The limits of gridapp.interop.cage already refuse to open anything; this also refuses what works on names or other
processes alone: removing and renaming files, signals, looking into another process's memory. Linux on x86-64 and
arm64; elsewhere, and on a kernel without filters, the limits stand alone.
"""

from __future__ import annotations

import ctypes
import platform
import struct

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # refused calls fail with EPERM
_LOAD, _EQUALS, _RETURN = 0x20, 0x15, 0x06  # a word of the call's data, jump if equal, decide
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CALLS = {  # name: (x86-64, arm64), from the kernel's tables
    "read": (0, 63), "write": (1, 64), "writev": (20, 66), "close": (3, 57), "lseek": (8, 62),
    "fstat": (5, 80), "newfstatat": (262, 79), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215),
    "brk": (12, 214), "mremap": (25, 216), "madvise": (28, 233), "futex": (202, 98), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128), "getrandom": (318, 278),
    "clock_gettime": (228, 113), "getrusage": (98, 165), "getpid": (39, 172), "gettid": (186, 178),
    "sysinfo": (99, 179), "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def keep_only_reading() -> bool:
    """Give up all other system calls for good; False where the system has no such filter."""
    machine = platform.machine()
    if machine not in _AUDIT:
        return False
    code = _filter(machine)
    buffer = ctypes.create_string_buffer(code)
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0:
        return False
    given = libc.prctl(
        _PR_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program), *map(ctypes.c_ulong, (0, 0))
    )
    return bool(given == 0)


def _filter(machine: str) -> bytes:
    """The filter's instructions: another architecture's calls end the process, listed ones pass, others are refused."""
    numbers = [pair[0 if machine == "x86_64" else 1] for pair in _CALLS.values()]
    code = _step(_LOAD, _ARCHITECTURE_AT) + _step(_EQUALS, _AUDIT[machine], then=1) + _step(_RETURN, _KILL)
    code += _step(_LOAD, _NUMBER_AT)
    for left, number in zip(range(len(numbers), 0, -1), numbers, strict=True):
        code += _step(_EQUALS, number, then=left)  # over the other comparisons and the refusal
    return code + _step(_RETURN, _REFUSE) + _step(_RETURN, _ALLOW)


def _step(operation: int, value: int, then: int = 0) -> bytes:
    """One instruction; `then` is how many to skip when the comparison holds."""
    return struct.pack("=HBBI", operation, then, 0, value)
