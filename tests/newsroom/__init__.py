"""The local news sites that the demo, the tests and the benchmarks read: many sites on loopback addresses, scripted in data."""

from tests.newsroom.room import Newsroom, Request, RoomSite

__all__ = ["Newsroom", "Request", "RoomSite"]
