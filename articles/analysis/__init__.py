"""The one analyser: text in any language to folded terms with offsets, for every engine, query and judge."""

from articles.analysis.fingerprint import FINGERPRINT
from articles.analysis.packing import pack, packed_fingerprint, unpack
from articles.analysis.sentences import sentence_breaks
from articles.analysis.skimming import skim
from articles.analysis.terms import Analysed, FieldTerms, analyse, analyse_field, fold, is_cluster

__all__ = [
    "FINGERPRINT",
    "Analysed",
    "FieldTerms",
    "analyse",
    "analyse_field",
    "fold",
    "is_cluster",
    "pack",
    "packed_fingerprint",
    "sentence_breaks",
    "skim",
    "unpack",
]
