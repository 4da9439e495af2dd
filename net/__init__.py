"""The one way out: a fetch client behind an address guard, used by the crawler, the heartbeat and webhooks."""

from net.client import Client, Response
from net.errors import NetError, PermanentNetError, RetryableNetError
from net.guard import AddressGuard, EndpointGuard

__all__ = [
    "AddressGuard",
    "Client",
    "EndpointGuard",
    "NetError",
    "PermanentNetError",
    "Response",
    "RetryableNetError",
]
