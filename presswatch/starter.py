"""The first configuration that `presswatch init` writes: short, commented, and good as it stands."""

from pathlib import Path

from presswatch.errors import NotWritable
from presswatch.settings import CONFIG_NAME

STARTER = """\
# presswatch: what is read, what is looked for, who is told. `presswatch check` finds every mistake in here.
# More sources may stand in sources.d/*.toml, more watches in watches.d/*.toml.

timezone = "UTC"            # the zone of days and times below, such as "Europe/Berlin"
# data = "presswatch-data"  # where articles are kept, beside this file

# A source may be no more than an address: of a home page, a feed, a sitemap or a page of links.
sources = [
  "https://globalvoices.org/feed/",
  "https://meduza.io/rss/all",
]

[[source]]
id = "bbc-world"            # the identity: everything else may be changed later
name = "BBC World"
url = "https://feeds.bbci.co.uk/news/world/rss.xml"
country = "GB"
language = "en"
tags = ["world"]
# read_every = "30m"

[[source]]
id = "guardian-world"
name = "The Guardian"
url = "https://www.theguardian.com/world/rss"
country = "GB"
language = "en"

[[source]]
id = "aljazeera"
name = "Al Jazeera"
url = "https://www.aljazeera.com/xml/rss/all.xml"
country = "QA"
language = "en"

[[source]]
id = "dw-ru"
name = "Deutsche Welle, Russian"
url = "https://rss.dw.com/rdf/rss-ru-all"
country = "DE"
language = "ru"

[[source]]
id = "lemonde"
name = "Le Monde"
url = "https://www.lemonde.fr/rss/une.xml"
country = "FR"
language = "fr"

[[source]]
id = "elpais"
name = "El País"
url = "https://feeds.elpais.com/mrss-s/pages/ep/site/elpais.com/portada"
country = "ES"
language = "es"

# Somebody or something with many spellings. A * stands for any ending, a ? for one letter.
[[entity]]
id = "kadyrov"
name = "Kadyrov*"
aliases = ["Kadirov*", "Кадыров*", "قديروف"]

# What is looked for in everything new. Try a query first: presswatch search 'journalist* AND detain*'
[[watch]]
id = "chechnya"
query = "entity:kadyrov OR chechnya OR chechen* OR Чечн* OR чеченск*"

[[watch]]
id = "press-freedom"
query = "(journalist* OR reporter* OR журналист*) AND (detain* OR arrest* OR jail* OR задерж* OR арест*)"

# Who is mailed, and when: "as read", "hourly", "daily at 08:00" or "weekly on monday at 08:00".
# [[subscription]]
# id = "desk"
# to = ["you@example.org"]
# watches = ["chechnya", "press-freedom"]
# send = "daily at 08:00"
# language = "en"           # or "de"
# discreet = true           # for readers at risk: tells nothing of what is watched. First read docs/risks.md
# openpgp_key = "keys/you.asc"      # or encrypted to the reader's key, or not at all
#
# [mail]                    # try it: presswatch mail test you@example.org
# host = "smtp.example.org"
# username = "digests@example.org"
# password_file = "mail-password"   # or set PRESSWATCH_MAIL_PASSWORD
# from = "digests@example.org"

# [crawl]
# contact = "https://example.org/about-our-reader"   # is shown to the sites that are read

# [archive]
# keep_pages = "30d"        # raw pages; pages that a watch met are kept for good
# max_disk = "20GB"
"""


def write_starter(folder: Path) -> Path:
    """Write `presswatch.toml` into the folder (made if missing). Raises NotWritable; never writes over a file."""
    path = folder / CONFIG_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(STARTER)
    except FileExistsError:
        raise NotWritable(f"{path}: is there already and is left as it is") from None
    except OSError as error:
        raise NotWritable(f"{path}: cannot be written: {error.strerror}") from None
    return path
