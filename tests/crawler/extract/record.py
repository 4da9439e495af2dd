"""Write what extraction now makes of every page in `pages/` beside it: `python -m tests.crawler.extract.record`, then read the diff."""

import json
from pathlib import Path
from typing import Any

from crawler.extract import extract
from crawler.extract.files import Result, as_record

PAGES = Path(__file__).parent / "pages"


def addresses() -> dict[str, str]:
    found: dict[str, str] = json.loads((PAGES / "addresses.json").read_text(encoding="utf-8"))
    return found


def record(page: Path, url: str) -> dict[str, Any]:
    found = extract(page.read_bytes(), url=url)
    return {"state": found.state, **as_record(Result(page.name, found))}


def main() -> None:
    for name, url in addresses().items():
        page = PAGES / name
        page.with_suffix(".json").write_text(
            json.dumps(record(page, url), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
