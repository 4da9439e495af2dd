"""Words so common that one of them says nothing about an article, folded; for advice only, never left out of a search.

Ours: the articles, conjunctions, prepositions and forms of "to be" of the languages that press agencies write most in.
"""

from typing import Final

_BY_LANGUAGE: Final = {
    "en": "the a an and or not of to in on at by for from with as is are was were be been it its this that he she they his her",
    "de": "der die das den dem des ein eine einer einen und oder nicht von zu in im am auf mit fur aus ist sind war es er sie",
    "fr": "le la les un une des du de et ou ne pas a au aux en dans sur par pour avec est sont il elle ils que qui",
    "es": "el la los las un una de del y o no a al en con por para es son que se su",
    "it": "il lo la i gli le un una di del della e o non a al in con per e sono che si",
    "pt": "o a os as um uma de do da e ou nao em no na com por para que se",
    "nl": "de het een en of niet van in op te met voor is zijn dat hij zij",
    "pl": "i a w z na do nie to sie jest o od za ze przez",
    "ru": "и в во не на с со что как по из к у за от он она они это был была были",
    "uk": "і й та у в не на з із що як по до за від він вона вони це був була",
    "tr": "ve bir bu da de ile icin ne o mi",
    "ar": "في من على الي عن ان هذا هذه التي الذي و",
}
STOPWORDS: Final = frozenset(word for words in _BY_LANGUAGE.values() for word in words.split())
