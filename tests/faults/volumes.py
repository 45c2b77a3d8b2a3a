"""Disks that can lose their power, and disks that are small: ext4 in a loop file, and tmpfs. They need root."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.table import Missing

_NEW_MOUNTS = 0x00020000  # CLONE_NEWNS
_SIZE = "48M"


def private_mounts() -> None:
    """From here on mounts are seen by this process and its children only, and gone with them. Raises Missing."""
    if shutil.which("mkfs.ext4") is None:
        raise Missing("mkfs.ext4 is not installed; on Debian: apt-get install e2fsprogs")
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_MOUNTS) != 0:
        words = os.strerror(ctypes.get_errno())
        raise Missing(f"this row mounts disks of its own, which needs root (and CAP_SYS_ADMIN): {words}")
    _run("mount", "--make-rprivate", "/")


class LoopDisk:
    """An ext4 file system in a file, at first with the content of `content`, which writes nothing unasked."""

    def __init__(self, image: Path, content: Path) -> None:
        self.image = image
        _run("mkfs.ext4", "-q", "-F", "-d", str(content), str(image), _SIZE)

    @contextmanager
    def mounted(self, at: Path) -> Iterator[None]:
        """The disk at the folder `at`. With commit=300 the kernel keeps what was not fsynced for minutes."""
        at.mkdir(exist_ok=True)
        _run("mount", "-o", "loop,commit=300", str(self.image), str(at))
        try:
            yield
        finally:
            _run("umount", str(at))

    def lose_power(self) -> None:
        """Take the disk as it would be found after a power cut now, while it is mounted, for what comes."""
        left = self.image.with_suffix(".cut")
        _run("cp", "--sparse=always", str(self.image), str(left))
        self.image = left


@contextmanager
def small_disk(at: Path, size: int) -> Iterator[None]:
    """A file system in memory of `size` bytes at the folder `at`."""
    at.mkdir(exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at))
    try:
        yield
    finally:
        _run("umount", str(at))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Missing(f"{' '.join(command)}: {done.stderr.strip()}")
