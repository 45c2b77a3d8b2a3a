"""The two ways out of this computer: TLS to a server that proved who it is, and plain HTTP to this very computer.

Nothing loosens them: no argument, no setting, no environment variable. Of the environment only proxies are taken,
which carry TLS through without reading it; a netrc file and bundles of authorities are not.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from gridapp.domain.errors import WorldFailed
from gridapp.sync.addresses import host, in_the_clear, is_loopback


def session(context: Callable[[], ssl.SSLContext]) -> requests.Session:
    """A session whose only ways out are these two; `context`, asked for when first needed, says whom it believes."""
    made = requests.Session()
    made.trust_env = False
    made.mount("https://", Encrypted(context))
    made.mount("http://", Loopback())
    return made


class Encrypted(HTTPAdapter):
    """Every connection by one context, whatever a caller says about verifying."""

    def __init__(self, context: Callable[[], ssl.SSLContext]) -> None:
        self._context = context
        super().__init__()

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        """Where a connection goes, and how it is made: by the context and nothing else."""
        where, _ = super().build_connection_pool_key_attributes(request, True, None)
        context = self._context()
        return where, {"ssl_context": context, "cert_reqs": context.verify_mode}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing to add: the context knows whom it believes, and another bundle beside it would weaken that."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        url = str(request.url)
        proxies = {} if is_loopback(host(url)) else get_environ_proxies(url)
        return super().send(request, *args, **{**options, "proxies": proxies})


class Loopback(HTTPAdapter):
    """Plain HTTP, which everyone on the way can read: so only where there is no way, to this very computer."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        url = str(request.url)
        if not is_loopback(host(url)):
            raise WorldFailed(*in_the_clear(url))
        return super().send(request, *args, **{**options, "proxies": {}})
