"""Bring the catalogues up to date with the strings of the app, and say what is missing: `make translations`.

New strings are added to each catalogue without a translation, strings that are gone are taken out. Exits 1 where a
catalogue lacks a translation, or has one whose placeholders are not those of the English.
"""

import re
import sys
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "translations"
KEYWORDS = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2),
}  # fmt: skip
PLACE = re.compile(r"%\(\w+\)[sd]|%%")
MOST_SHOWN = 20


def wanted() -> Catalog:
    """Every string of the app and its templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as rules:
        methods, options = parse_mapping_cfg(rules)
    found = Catalog(charset="utf-8", header_comment="", fuzzy=False)
    for folder in ("app", "templates"):
        prefixed = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)
        ]
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / folder, prefixed, options, KEYWORDS):
            found.add(message)
    return found


def fault(message: Message) -> str:
    """What is wrong with a translation; empty where nothing is."""
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(said):
        return "is not translated"
    source = message.id if isinstance(message.id, tuple | list) else (message.id,)
    places = set(PLACE.findall(" ".join(source)))
    return "" if all(set(PLACE.findall(one)) == places for one in said) else "has other placeholders than the English"


def faults(catalogue: Catalog, of: Catalog) -> list[str]:
    """One sentence for each string of the app that this catalogue lacks or gets wrong."""
    found = []
    for message in of:
        if not message.id:
            continue
        there = catalogue.get(message.id)
        problem = fault(there) if there is not None else "is not there"
        if problem:
            english = message.id[0] if isinstance(message.id, tuple | list) else message.id
            found.append(f"“{english}” {problem}")
    return found


def catalogue(file: Path) -> Catalog:
    """A catalogue as it stands."""
    with file.open("rb") as lines:
        return read_po(lines, locale=file.parents[1].name)


def main() -> int:
    """Update, and tell."""
    strings, missing = wanted(), 0
    for file in sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")):
        there = catalogue(file)
        made = there.creation_date
        there.update(strings, no_fuzzy_matching=True)
        there.obsolete.clear()
        there.creation_date = made  # Else the file would change each time.
        with file.open("wb") as lines:
            write_po(lines, there, width=0, no_location=True, omit_header=False, sort_output=True)
        found = faults(there, strings)
        missing += len(found)
        print(f"{there.locale.english_name}: {len(there)} strings, {len(found)} missing or wrong")
        print("\n".join(f"  {one}" for one in found[:MOST_SHOWN]))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
