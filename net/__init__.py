"""The one way out: a fetch client behind an address guard, used by the crawler and, one day, by webhooks."""

from net.client import Client, Response
from net.errors import NetError, PermanentNetError, RetryableNetError
from net.guard import AddressGuard

__all__ = ["AddressGuard", "Client", "NetError", "PermanentNetError", "Response", "RetryableNetError"]
