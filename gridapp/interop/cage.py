"""How the reading process shuts itself in before it sees the file: limits of the system, for good.

On Linux: memory, processor time, no file or connection can be opened, none written, no process started, and the few
system calls that pure reading needs are the only ones left. Other POSIX systems have the limits but for memory and
system calls; Windows has none of them, only the time and the sizes that the program itself watches.
docs/hostile-input.md says what that means.
"""

from __future__ import annotations

import sys

from gridapp.interop import syscalls
from gridapp.interop.wire import Limits


def shut_in(limits: Limits) -> None:
    """From here on this process can compute, read its input and write its output. There is no way back."""
    if sys.platform == "win32":
        return
    import resource

    opened = 3  # standard input, output and error; what is open stays open
    most = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: opened,
        resource.RLIMIT_CPU: limits.cpu,
    }
    if sys.platform == "linux":
        most[resource.RLIMIT_AS] = limits.memory
        most[resource.RLIMIT_NPROC] = 0
    for kind, value in most.items():
        resource.setrlimit(kind, (value, value))
    if sys.platform == "linux":
        syscalls.keep_only_reading()
