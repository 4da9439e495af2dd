"""The commonest small words of languages in Latin script, and the letters that tell languages of other scripts apart."""

from typing import Final

# Words of one to five letters that make up a quarter of running text; those that many languages share tell little alone
SMALL_WORDS: Final = """
en the of and to in is that it for was on are as with be at by this have from not but which they his
de der die und das nicht ist von den mit des für auf dem eine sich ein auch wird dass im zu als werden nach bei
fr le la les des et est une dans que pour qui du sur pas par plus avec ce il au ont aux sont cette
es el la los las que del se una por con para un es no su más como pero lo al fue sus ha
it il di che la della per non una sono con del è si gli dei anche più nel ha le alla da come
pt de que não uma para com os do da em no na dos mais por foi ao são pelo como das
nl de het een van en is dat op te in zijn voor niet met er die aan ook bij naar uit maar
sv och att det som en är på för av med till den inte har om ett från var de kan sig
da og at det er til på af en for den med ikke har som de der et om var kan
no og det er på til av en som for at med ikke har den de om et fra var seg
fi ja on ei että se oli hän mutta myös kun ovat joka sen mukaan kuin ole tai jos
et ja on ei et see kui oli ka ning mis aga või siis ma oma pole selle tema
is og að er sem í á til við fyrir ekki um hann en það var með af frá
pl nie na się że do jest to jak po co przez ale od za dla czy był tym oraz
cs se na je že to by jako ale jsou pro do bylo který po od za také jeho při
sk sa na je že to ako ale sú pre do bolo ktorý po od za aj jeho pri by
sl je in na se da za so pri ki ne tudi bi po kot ali pa še bo
hr je se na da za su što od ali kako nije će bi koji iz te ili kao
hu hogy nem és az egy is volt már csak meg ha mint vagy azt még ki el de
ro și de la în care nu pe cu din este să mai pentru un fost au ce sunt că
lt ir yra kad buvo su tai iš į bet kaip jis nuo dėl apie tik savo per
lv un ir ka no par ar uz bija tas kas arī bet pēc viņš lai tika savu
sq dhe të në e që për një me nga është ka si nuk u janë ky kjo
tr bir ve bu da de için ile olarak olan çok daha gibi sonra kadar ne en değil var
az və bir bu ki ilə üçün də olan çox daha sonra kimi onun edib deyib
id yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena telah
ms yang dan di itu dengan untuk tidak ini daripada dalam akan pada juga ke kerana telah ialah
vi và của là có được cho trong một các người không với những đã này khi
tl ang ng sa na mga ay at hindi ito si niya para kung nang siya rin
sw ya na wa kwa ni katika za la cha kuwa hii hiyo lakini alisema
ca de la el que els les del una per amb és no al va més són han
gl de que o a do da en os un unha non por para con máis foi ao
eu eta da ez du bat ere izan dira egin zuen baina dela hori
af die van en in is het vir nie op te wat dat om met aan sy was hulle
zu ukuthi kanye futhi ngoba uma kodwa noma lapho bese abantu kusho uthe ngo lo le la yize ngesikhathi khona
xh ukuba kunye kwaye kodwa okanye ukuze kuba xa le lo la ke kwi yaye abantu umntu ngoku kuquka into apho utsho
so iyo oo ka in ku ay waa la uu ah si aan waxa
ha da na a ya ta ba an ga cewa shi wanda don su
lb de an d'an déi dat net ass fir mat vun op awer och ze
cy yn y a i o ar ei mae wedi bod ac hyn gan oedd
ga an agus na ar go is le atá bhí sé mar nach leis
mt li u ta ma il fil biex minn għal kien dan għandu
st le ho ba ka ea hore tsa mme ke eo empa
"""
# A letter that only this language of its script uses, in the order in which they are tried
LETTERS: Final = {
    "Cyrillic": (
        ("be", "ўЎ"), ("uk", "їЇєЄґҐ"), ("mk", "ѓЃќЌѕЅ"), ("sr", "ђЂћЋљЉњЊџЏ"), ("kk", "ұҰғҒәӘқҚ"), ("tg", "ҷҶҳҲӯӮ"), ("mn", "өӨүҮ"),
        ("ru", "ыЫэЭ"), ("bg", "ъЪ"),
    ),
    "Arabic": (("ur", "ےٹڈڑںھہ"), ("ckb", "ۆێڕڵە"), ("ug", "ۇۈېۋ"), ("ps", "ښځڅړټډۍ"), ("sd", "ڪڳڱڙ"), ("fa", "پچژگی"), ("ar", "ةىيك")),
    "Devanagari": (("mr", "ळ"), ("hi", "ड़ढ़़")),
    "Hebrew": (("yi", "ײװױ"), ("he", "א")),
    "Bengali": (("as", "ৰৱ"), ("bn", "র")),
}  # fmt: skip


def small_words() -> dict[str, frozenset[str]]:
    """The small words of each language, by its BCP 47 subtag."""
    lines = (line.split() for line in SMALL_WORDS.strip().splitlines())
    return {code: frozenset(words) for code, *words in lines}
