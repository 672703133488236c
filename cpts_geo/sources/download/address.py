"""Which addresses may be asked: a fixed list of machines, whose address on the network is public."""

import ipaddress
import socket
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from cpts_geo.model.errors import SourceError
from cpts_geo.sources.download.catalogue import HOSTS


def resolve(host: str) -> list[str]:
    """Addresses of a machine; empty when its name is not known."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return sorted({str(address[4][0]) for address in found})


@dataclass(frozen=True)
class Reach:
    """What may be asked.

    Attributes
    ----------
    hosts
        Names of machines, exact.
    loopback
        ``host:port`` of servers on this computer; none outside tests. With one, the settings of the
        environment (proxy, certificates) are not used.
    resolve
        Name of a machine to its addresses.
    """

    hosts: frozenset[str] = HOSTS
    loopback: frozenset[str] = frozenset()
    resolve: Callable[[str], list[str]] = resolve


def check_address(url: str, reach: Reach) -> None:
    """Refuse an address outside the list, not encrypted, or that leads inside a private network.

    Behind a proxy the machine is not resolved here: the proxy does it, and certificates still prove
    the name.

    Raises
    ------
    SourceError
        ``forbidden_address``; ``unreachable`` when the name is not known.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SourceError("forbidden_address", value=url[:60]) from error
    host = (parts.hostname or "").lower()
    if parts.scheme in {"http", "https"} and f"{host}:{port}" in reach.loopback:
        return
    known = ", ".join(sorted(reach.hosts))
    wrong = parts.scheme != "https" or host not in reach.hosts or port not in {None, 443}
    if wrong or parts.username is not None:
        raise SourceError("forbidden_address", value=host or url[:60], expected=known)
    if _by_proxy(host):
        return
    addresses = reach.resolve(host)
    if not addresses:
        raise SourceError("unreachable", file=host)
    if not all(_public(address) for address in addresses):
        raise SourceError("forbidden_address", value=host, expected=known)


def _by_proxy(host: str) -> bool:
    proxies = urllib.request.getproxies()
    return bool(proxies.get("https") or proxies.get("all")) and not urllib.request.proxy_bypass(host)


def _public(address: str) -> bool:
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(known, "ipv4_mapped", None) or known
    return inner.is_global and not inner.is_multicast
