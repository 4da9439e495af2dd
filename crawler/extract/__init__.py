"""Extraction: the stage between a fetched page and the store; bytes in, an article's content out."""

from crawler.extract.article import EXTRACTOR, extract
from crawler.extract.extraction import Extraction, Hints, State

__all__ = ["EXTRACTOR", "Extraction", "Hints", "State", "extract"]
