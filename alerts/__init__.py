"""Alerts: watches in, digests out; reads what the crawler put into the store and never meets the crawler."""
