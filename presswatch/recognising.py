"""Names in a text by a small model (spaCy), where one is installed; an optional part of `entity suggest`."""

from collections.abc import Iterator
from importlib import import_module

from articles.suggesting import Recognise
from presswatch.errors import BadInput

_TYPES = {"PER": "person", "PERSON": "person", "ORG": "organisation", "LOC": "place", "GPE": "place"}
_LONGEST = 100_000  # characters of a text that a model is given


def recogniser(model: str) -> Recognise:
    """What says where names are, by the spaCy pipeline `model`, which must be installed: nothing is fetched.

    Raises BadInput where spaCy or the model is not there.
    """
    try:
        spacy = import_module("spacy")
    except ImportError:
        raise BadInput(
            "--model needs spaCy: pip install 'spacy>=3.8', and a model such as fr_core_news_sm or xx_ent_wiki_sm"
        ) from None
    try:
        pipeline = spacy.load(model, exclude=["parser", "lemmatizer", "attribute_ruler", "tagger"])
    except OSError:
        raise BadInput(f"--model: no spaCy pipeline “{model}” is installed") from None
    if "ner" not in pipeline.pipe_names:
        raise BadInput(f"--model: the spaCy pipeline “{model}” knows no names")

    def recognise(text: str) -> Iterator[tuple[int, int, str]]:
        for found in pipeline(text[:_LONGEST]).ents:
            kind = _TYPES.get(found.label_)
            # A single word that a model takes for a person is mostly a family name alone.
            if kind and (kind != "person" or " " in found.text.strip()):
                yield found.start_char, found.end_char, kind

    return recognise
