"""The sentences that a digest is made of, read from the code of this package; for the translators' catalogues and their test."""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from alerts.render.language import LOCALE

# `say` takes a sentence, `count` a number and the sentence in singular and plural.
_KEYWORDS = {"say": None, "count": (2, 3), "n": (2, 3)}


def extracted() -> Catalog:
    """Every sentence of the code, with where it stands, and no translation."""
    catalogue = Catalog(project="presswatch", charset="utf-8")
    folder = Path(__file__).parent
    for file, _, text, _, _ in extract_from_dir(folder, [("**.py", "python")], keywords=_KEYWORDS):
        catalogue.add(text, locations=[(file, 0)])
    return catalogue


def update(path: Path) -> None:
    """Bring a catalogue (`.po`) in line with the code: new sentences are added empty, those that went are left out."""
    with path.open("rb") as file:
        before = read_po(file)
    made = Catalog(charset="utf-8")
    for message in extracted():
        if message.id:
            known = before.get(message.id)
            made.add(message.id, known.string if known else "", flags=message.flags)
    body = BytesIO()
    write_po(body, made, width=110, sort_output=True, omit_header=True)
    header, _, _ = path.read_text("utf-8").partition(
        "\n\n"
    )  # of its own hand: it holds no date and no tool's name
    path.write_text(f"{header}\n\n{body.getvalue().decode('utf-8').lstrip()}", "utf-8")


if __name__ == "__main__":
    for found in sorted(LOCALE.glob("*.po")):
        update(found)
