"""The one address that says where files go: nothing or file:///folder for the disk, s3://… for a bucket."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from obstore.store import S3Store

from gridapp.domain.errors import Refused
from gridapp.domain.ids import Dice
from gridapp.i18n import tr
from gridapp.server.storage.base import Storage
from gridapp.server.storage.bucket import Bucket
from gridapp.server.storage.disk import Disk
from gridapp.store.files import FileStore

EXAMPLE = "s3://KEY:SECRET@HOST:PORT/BUCKET?region=…&tls=off"
_OPTIONS = frozenset({"region", "tls", "ca", "style", "conditional"})


@dataclass(frozen=True)
class Address:
    """An address that was understood. `place` is where it leads, without secrets and options: two addresses with
    one place hold the same files."""

    place: str
    parts: SplitResult

    @property
    def on_disk(self) -> bool:
        return self.parts.scheme == "file"

    def open(self, key: bytes, dice: Dice) -> Storage:
        """The storage there, its files sealed with `key`. Nothing is asked of it yet. Raises Refused."""
        if self.on_disk:
            return Disk(FileStore(Path(self.place), key, dice))
        conditional = self._option("conditional") != "off"
        return Bucket(_s3(self), self.place, key, dice, conditional)

    def _option(self, name: str, default: str = "") -> str:
        return parse_qs(self.parts.query).get(name, [default])[-1]


def understand(url: str, folder: Path) -> Address:
    """`url`, or the folder `files` below `folder` when it is empty. Raises Refused when it is no such address."""
    if not url:
        return Address(str(folder / "files"), urlsplit("file:"))
    try:
        parts = urlsplit(url)
        good = _is_folder(parts) if parts.scheme == "file" else parts.scheme == "s3" and _is_bucket(parts)
    except ValueError:  # a port that is no number
        good = False
    if not good:
        raise Refused(
            tr("This is no address for files"),
            tr("Please give a folder as {folder} or a bucket as {bucket}",
               folder="file:///srv/files", bucket=EXAMPLE),
        )  # fmt: skip
    if parts.scheme == "file":
        return Address(unquote(parts.path), parts)
    port = f":{parts.port}" if parts.port else ""
    return Address(f"s3://{parts.hostname}{port}{parts.path.rstrip('/')}", parts)


def _is_folder(parts: SplitResult) -> bool:
    return not parts.netloc and len(parts.path) > 1 and not parts.query


def _is_bucket(parts: SplitResult) -> bool:
    return bool(
        parts.hostname
        and parts.port != 0
        and parts.path.strip("/")
        and set(parse_qs(parts.query)) <= _OPTIONS
    )


def _s3(address: Address) -> S3Store:
    parts, option = address.parts, address._option
    bucket, _, prefix = unquote(parts.path).strip("/").partition("/")
    plain = option("tls") == "off"
    port = f":{parts.port}" if parts.port else ""
    endpoint = f"{'http' if plain else 'https'}://{parts.hostname}{port}"
    key = unquote(parts.username or "") or os.environ.get("AWS_ACCESS_KEY_ID", "")
    secret = unquote(parts.password or "") or os.environ.get("AWS_SECRET_ACCESS_KEY", "")
    if not key or not secret:
        raise Refused(
            tr("The bucket's key and secret are missing"),
            tr("Please put them into the address or into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."),
        )
    client: dict[str, object] = {
        "allow_http": plain,
        "connect_timeout": timedelta(seconds=5),
        "timeout": timedelta(seconds=30),
    }
    if option("ca"):
        client["root_certificate"] = _certificate(Path(option("ca")))
    return S3Store(
        bucket,
        prefix=prefix or None,
        config={
            "aws_endpoint_url_s3": endpoint,  # the environment's would else be taken instead of the next
            "endpoint": endpoint,
            "access_key_id": key,
            "secret_access_key": secret,
            "region": option("region", "us-east-1"),
            "virtual_hosted_style_request": option("style") == "virtual",
        },
        client_options=client,  # type: ignore[arg-type]
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    )


def _certificate(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(tr("The certificate cannot be read"), f"{file}: {error.strerror}") from error
