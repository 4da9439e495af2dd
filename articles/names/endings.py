"""Case and gender endings of names by their own last letters, in internal form; between `sounds` and `tokens`.

Sources: the declension classes of names in Zaliznyak (Russian) and Pravopys (Ukrainian), Příruční mluvnice (Czech, Slovak), the Polish
rules of the Rada Języka Polskiego, Slovenski pravopis, Hrvatski pravopis, the Bulgarian and Macedonian articles;
Finnish, Estonian, Hungarian, Turkish, Latvian and Lithuanian by their school grammars. All languages of one script are tried together: an
article's language is often unknown, and names of one language are inflected by another's.
"""

from collections import defaultdict
from functools import lru_cache
from typing import Final, Literal

Gender = Literal["m", "f", ""]
Ending = tuple[str, float, Gender]  # how the name ends, what the change costs, whom it can only mean

# name's ending > what may stand there. A mark in front: "m" masculine only, "f" feminine only, "p" possessive, "r" rare.
_CYRILLIC: Final = """
    > a u om em i y e am ami akh yom im ym ovi evi rmov rmova rmovo
    > ът ъt pov pova povo povata poviya poviyat povoto povite povu povym poviy poviyu
    > fova fovoy fovoyu fovu fovi fovoi fyu fy fiyu
    > ya yu yem yam ey yevi yat yata yah  rrot
    > fya
a   > y i e u oy oyu ey iy yey yeyu ro yi yu rom rin rina rini rine
a   > fata ro ata
ya  > i yi yu ey yey iyey e iyu iyi iyeyu yeyu yoy oyu ya io
ia  > ii iyi iyu iyey iya i yi eyu iyeyu
ea  > ei eyi eyu eyey eya
o   > a u om y i e oyu ou ovi yu oy
ko  > tsi tse tsy
ka  > tsi tse
ga  > zi dzi
kha > si
ek  > ka ku kom tsi kovi tse
ok  > ka ku kom
ets > tsa tsyu tsem tsom tsya tsevi tsu
el  > la lu lom li ly lya lem lyu le
eł  > la lu lom li ly le
yol > la lu lom li ly le
er  > ra ru rom ri re rovi
en  > na nu nom ni ne
y   > ogo oho og oga ome aga omu amu om im ym ykh ikh aya oy uyu oyu iy yy ii omu iya oiyu ata oye iyat iyot iya ei a oyi u
i   > ogo oho og oga ome aga omu amu om im ym ikh aya oy uyu oyu iy yy ii omu yu iem ya yem a oyi u
iy  > ogo oho og oga ome aga omu amu om im ym aya oy uyu oyu i y ya yu yem iya a oyi ago
yi  > ogo oho omu om im ym aya oy uyu oyu i y yy
ov  > fova fovoy fovu fovoyu fovy fovi fovoi
e   > u em a om ya yu yem ovi y i
es  > u a
us  > a u om
ius > iya iyu iyem
os  > a u om
as  > u om
is  > a u om
"""
_GREEK: Final = """
os  > u o e
as  > a
is  > i
us  > u
es  > e
o   > u os
a   > as is
i   > is
"""
_LATIN: Final = """
    > a u om em e i y ovi owi ie iem jem ja ju ovim ovom iu n in ot t nak nek val vel ra le lla lle lta sta ssa nin
    > ov fova fovo fovu fove uv ovy ovych ow ów ych ym ami ah ech mi ih i ima am um ům ovia fove fovoj ovega ovem oveho ovmu pji
    > fova fove fovu fovou fovej fovo fovi fową fowa fowej fowie fovoj
    > fja f ą fę me rs ras rui rom ro ri ru rai is io iui es
    > lar dan den nin nun da de ya ye la len
    > e ien ria ja jo jom jem ji rri rja rju rjem rjev rjeva rjom
    > jeva jevi jevo jeve jevega jevem jevim
a   > y i e u ou ę ą ro ie ii iu ej oj om in ina ini ino inu ine ji je jo ju am ami ah ach om ze an ana inog inim inom
a   > iną ino inej ata as ai ia ja ą
a   > fova fove fovou fovej fovu fovom ov ovi owi
ia  > ii iu ie ią ię io iji iju ijo ijom iou i iją iję ije iom iin iina y yo ej
ya  > i ji ii ju jo iu ie ę ą ji y ja
ja  > i ji ii ju jo iu ie ę ą ji ia ije
ea  > ey ei eu eou eji ejo eę eą eje eju
o   > a u em om ovi owi y i ę ą e ie m ja ju n na ov ova uv ovo ovem ovim oviem ove jem o ne vi va vem
ko  > ki ce kę ką ku kom ke tse kova kove kovou kou
ka  > ce kę ką ki ku kou ci tse cę
ga  > dze ze zi gi
ha  > sze ze she
cha > sze se she
ra  > rze re ře ri
ta  > cie te ti
da  > dzie de di
la  > le li
ma  > mie
na  > nie
va  > ve vie
wa  > wie we
t   > cie tie
d   > dzie die
r   > rze ře re
st  > scie shcie
k   > kiem ce
g   > giem
h   > she
l   > lle
b   > bbal bbel
d   > ddal ddel
g   > ggal ggel
k   > kkal kkel
l   > llal llel
m   > mmal mmel
n   > nnal nnel
r   > rral rrel
s   > ssal ssel
t   > ttal ttel
z   > zzal zzel
ek  > ka ku kem kiem kom kovi kowi ce fkova fkove fkovou fkovej ki
ok  > ka ku kem kiem kovi
ec  > ca ci cem ce cu fcova fcove fcovou fcovej
ets > ca ci cem ce cu
el  > la lu lem lom lovi lowi le flova flove flovou flovej li
eł  > ła łu łem łowi la lu lem lowi le
ioł > ła łu łem łowi la lu lem lowi le
yol > ła łu łem łowi la lu lem lom lowi le
er  > ra ru rem rom rovi rowi re rova rove rovou rja rju rjem rze ře ri r
en  > na nu nem nom ne fnova fnove fnovou
ie  > em ego emu eho ho mu m iem ieho
y   > ego emu ym im eho ému eho omu og oga ome ega em ogo ej e ou ą ih ich iho ihu a iju ija ijem ijev ow ovi i ski ho hoz mu m
y   > iho imu im ie iem ji je jo io yho ymu ova ove ovou ovej jja jju jjem iego iemu ya ijeva ijevo ijeve
i   > ego emu im ym eho omu og oga ome ega em ogo ej e ou ą ih iho imu iju ija ijem ho hoz mu m iego iemu iom a ovi ova ove ovou
i   > ja ju jem jom jeva jevo jeve ijo
iy  > ego emu im ym eho omu og oga ome ega ogo iego iemu a ą ou ej i y
yi  > ego emu im ym eho omu ega ogo iego iemu a ą ou ej i y
ii  > ego emu im ym eho omu ega ogo iego iemu a ą ou ej i y
iyi > ego emu im ym eho omu ega ogo iego iemu i y
e   > a u em om ovi owi ho hoz mu m ego emu eho ie ja ju jem ta tu t tem tom tovi ov ova uv ovo ove ovou ovej y i am n
e   > jev jeva jevo jeve jja eja eju ejem eov em iem ova m go
u   > ho m mu ja ju jem a em ova ove ovou ovi owi je n
us  > a u em om ovi owi ovo ova ie y
ius > ia iu iem iusa
os  > a u em om e ovi
as  > u em om e
is  > u em om a e ese
es  > u em om a e eza
ös  > öt
"""
_MARKS: Final = {"m": ("m", 0.03), "f": ("f", 0.05), "p": ("", 0.12), "r": ("", 0.2)}
_USUAL: Final = 0.04
# The endings that begin with a letter which is also a mark, written out whole.
_WHOLE: Final = frozenset(
    (
        "m",
        "mu",
        "mi",
        "me",
        "mie",
        "ra",
        "re",
        "ri",
        "ru",
        "rem",
        "rom",
        "rovi",
        "rowi",
        "rova",
        "rove",
        "rovou",
        "rja",
        "rju",
        "rjem",
        "rze",
        "r",
    )
)


@lru_cache(maxsize=3)
def endings(script: Literal["latin", "cyrillic", "greek"]) -> dict[str, tuple[Ending, ...]]:
    """By how a surface ends: how the name may end instead, the cost, and the gender that such a form tells."""
    table: dict[str, dict[str, tuple[float, Gender]]] = defaultdict(dict)
    for line in {"cyrillic": _CYRILLIC, "greek": _GREEK, "latin": _LATIN}[script].strip("\n").splitlines():
        left, rights = line.split(">")
        name = left.strip()
        for right in rights.split():
            gender: Gender = ""
            cost, ending = _USUAL, right
            if (
                len(right) > 1
                and right[0] in _MARKS
                and right not in _WHOLE
                and (not name or right[0] in "fp")
            ):
                mark, cost = _MARKS[right[0]]
                gender, ending = ("f" if mark == "f" else ""), right[1:]
            known = table[ending].get(name)
            if known is None or cost < known[0]:
                table[ending][name] = (cost, gender)
    return {
        ending: tuple((name, cost, gender) for name, (cost, gender) in names.items())
        for ending, names in table.items()
    }
