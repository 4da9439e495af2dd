"""Chinese names in Chinese texts by how they are read: a family name's character and two or three syllables; beside `scanning`.

Sources: pinyin by anyascii; the family names are the most frequent of the Chinese censuses, both ways of writing them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from articles.names.parts import Parts, is_eastern, is_pinyin

KEY: Final = "h:"  # before the reading, as a key
_FAMILIES: Final = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉"
    "阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文习習温溫薄艾胡"
)
FIRST: Final = 0x3400  # no Chinese character comes before it
_RUN = re.compile("[\u3400-\u9fff]{3,}")
_HAN = re.compile("[\u3400-\u9fff]+")
_SIZES: Final = (3, 4)  # characters of a name; of two too many words are read alike


@lru_cache(maxsize=20_000)
def reading(parts: Parts) -> str:
    """The key of a Chinese name in pinyin, which is how it is read; "" for other names, and for those of fewer than three syllables or more than four."""
    forms = [part.form for part in parts.parts]
    if not is_eastern(parts) or not all(map(is_pinyin, forms)):
        return ""
    whole = "".join(forms)
    return KEY + whole if 3 <= _syllables("".join(forms[1:])) + 1 <= 4 else ""


def in_pinyin(name: str) -> str:
    """A Chinese person's name in Chinese characters as other languages write it, the family first: 习近平, Xi Jinping; "" for all else."""
    if not 2 <= len(name) <= max(_SIZES) or name[0] not in _FAMILIES or not _HAN.fullmatch(name):
        return ""
    family, *given = map(_read, name)
    return f"{family.capitalize()} {''.join(given).capitalize()}"


def readings(text: str) -> Iterator[tuple[str, int, int]]:
    """Of all that may be a Chinese name in a text its key, and its characters [start, end)."""
    for run in _RUN.finditer(text):
        read = [_read(letter) for letter in run[0]]
        for at, letter in enumerate(run[0]):
            if letter in _FAMILIES:
                for size in _SIZES:
                    if at + size <= len(read):
                        yield KEY + "".join(read[at : at + size]), run.start() + at, run.start() + at + size


@lru_cache(maxsize=20_000)
def _read(letter: str) -> str:
    return anyascii(letter).lower()


def _syllables(form: str) -> int:
    # Each has one group of vowels; “xiao” one, “jinping” two, “weiwei” two.
    return len(re.findall("[aeiouü]+", form))
