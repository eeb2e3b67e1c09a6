"""The demo round as written down in `content/*.toml`: read, typed and checked; no database."""

import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib import resources
from typing import Any, Protocol, TypeVar

from app.demo.tables import (
    Area,
    Comment,
    Contribution,
    DemoRound,
    Judgement,
    Organisation,
    Person,
    Phase,
    Report,
    Tendency,
    Theme,
    Thread,
)

KINDS = {"needs": "need", "ideas": "idea", "proposals": "proposal"}
ANSWERS = {"need": None, "idea": "need", "proposal": "idea"}
"""Which kind a kind may link to."""

T = TypeVar("T")


@cache
def load() -> DemoRound:
    """Read and check the files. Raises ValueError that says which entry is wrong, and why."""
    people, said, about = _read("people"), _read("threads"), _read("round")
    about["round_areas"] = about.pop("areas")
    demo = _made(
        DemoRound,
        about
        | {
            "phases": _all(Phase, about["phases"]),
            "areas": _all(Area, _read("areas")["areas"]),
            "themes": _all(Theme, _read("themes")["themes"]),
            "people": _all(Person, people["people"]),
            "organisations": _all(Organisation, people["organisations"]),
            "contributions": tuple(_contributions()),
            "threads": tuple(_thread(table) for table in said["threads"]),
        },
    )
    check(demo)
    return demo


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("app.demo").joinpath("content", f"{name}.toml").read_text("utf-8"))


def _contributions() -> Iterator[Contribution]:
    for file, kind in KINDS.items():
        for table in _read(file)[file]:
            links = table.pop("answers", table.pop("builds_on", []))
            votes = _made(Tendency, table["votes"])
            yield _made(Contribution, table | {"kind": kind, "links": links, "votes": votes})


def _thread(table: dict[str, Any]) -> Thread:
    """A thread with each comment's own hour; a parent stands before what answers it."""
    after: dict[str | None, float] = {None: 0.0}
    comments = []
    for words in table["comments"]:
        if words.get("parent") not in after:
            raise ValueError(
                f"{table['contribution']}: comment {words['key']} answers {words['parent']}, not known yet"
            )
        after[words["key"]] = after[words.get("parent")] + words["hours"]
        comments.append(_made(Comment, words | {"after": after[words["key"]]}))
    return _made(Thread, table | {"comments": comments})


def _all(kind: type[T], tables: Iterable[Mapping[str, Any]]) -> tuple[T, ...]:
    return tuple(_made(kind, table) for table in tables)


def _made(kind: type[T], table: Mapping[str, Any]) -> T:
    """Make one entry of its table. Raises ValueError where a name is missing or not known."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if strange := set(table) - known:
        raise ValueError(f"{table.get('key', kind.__name__)}: {', '.join(sorted(strange))} is not known here")
    try:
        return kind(**{name: _value(name, value) for name, value in table.items()})
    except TypeError as error:
        raise ValueError(f"{table.get('key', kind.__name__)}: {error}") from error


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict) and name in {"hidden", "lock"}:
        return _made(Judgement, value)
    if name == "reports":
        return _all(Report, value)
    return tuple(value) if isinstance(value, list) else value


def check(demo: DemoRound) -> None:
    """Refuse content that does not hold together, with a ValueError that names the entry and what is wrong."""
    _once("area", (area.key for area in demo.areas))
    _once("theme", _keys(demo.themes))
    _once("person or organisation", [*_keys(demo.people), *_keys(demo.organisations)])
    _once("contribution", _keys(demo.contributions))
    _once("title", (text.title for text in demo.contributions))
    _once("thread", (thread.contribution for thread in demo.threads))
    _check_areas(demo)
    _known(demo.slug, "person", demo.opened_by, _keys(demo.people))
    for text in demo.contributions:
        _check_contribution(demo, text)
    ages = {text.key: text.days_ago * 24 for text in demo.contributions}
    for thread in demo.threads:
        _known("threads", "contribution", thread.contribution, ages)
        _check_thread(demo, thread, ages[thread.contribution])


def _check_areas(demo: DemoRound) -> None:
    areas = _keys(demo.areas)
    for people in (demo.people, demo.organisations, demo.contributions):
        for somebody in people:
            _known(somebody.key, "area", somebody.area, areas)
    for key in demo.round_areas:
        _known(demo.slug, "area", key, areas)


def _check_contribution(demo: DemoRound, text: Contribution) -> None:
    """A link leads to an older text of the right kind, and the shares of votes leave room for the rest."""
    _known(text.key, "author", text.author, _authors(demo))
    before = [other for other in demo.contributions if other.days_ago > text.days_ago]
    for link in text.links:
        _known(text.key, "link", link, _keys(other for other in before if other.kind == ANSWERS[text.kind]))
    if not 0 <= text.votes.agree + text.votes.unsure <= 1:
        raise ValueError(f"{text.key}: the shares of votes come to more than one")
    _check_judgement(demo, text.key, text.hidden, text.author, text.days_ago * 24)
    _check_reports(demo, text, text.days_ago * 24)


def _check_thread(demo: DemoRound, thread: Thread, age: float) -> None:
    """`age` is how many hours ago the contribution was posted: nothing is written or decided in the future."""
    _once(f"{thread.contribution}: comment", _keys(thread.comments))
    _check_judgement(demo, thread.contribution, thread.lock, "", age)
    for comment in thread.comments:
        where = f"{thread.contribution}: {comment.key}"
        _known(where, "author", comment.author, _authors(demo))
        if comment.quote:
            _known(where, "quote", comment.quote, _keys(c for c in thread.comments if c.after < comment.after))
        if comment.answer:
            _known(where, "answer", comment.answer, _keys(c for c in thread.comments if c.parent == comment.key))
        if comment.after >= age:
            raise ValueError(f"{where}: written {comment.after - age:.1f} hours from now")
        _check_judgement(demo, where, comment.hidden, comment.author, age - comment.after)
        _check_reports(demo, comment, age - comment.after)


def _check_judgement(demo: DemoRound, where: str, judged: Judgement | None, author: str, left: float) -> None:
    """A moderator decides, never on own words and not in the future: `left` hours ago they were posted."""
    if judged is None:
        return
    moderators = (person for person in demo.people if "moderator" in person.roles and person.key != author)
    _known(where, "moderator", judged.by, _keys(moderators))
    if judged.hours >= left:
        raise ValueError(f"{where}: decided {judged.hours - left:.1f} hours from now")


def _check_reports(demo: DemoRound, text: Contribution | Comment, left: float) -> None:
    """People report what they can read: not their own words, not what is hidden already, not in the future."""
    until = text.hidden.hours if text.hidden else left
    for report in text.reports:
        _known(text.key, "reporter", report.by, set(_keys(demo.people)) - {text.author})
        if report.hours >= until:
            raise ValueError(f"{text.key}: reported by {report.by} when it could not be")


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


def _keys(entries: Iterable[_Keyed]) -> list[str]:
    return [entry.key for entry in entries]


def _authors(demo: DemoRound) -> list[str]:
    return [*_keys(demo.people), *_keys(demo.organisations)]


def _known(where: str, what: str, key: str, keys: Container[str]) -> None:
    if key not in keys:
        raise ValueError(f"{where}: the {what} {key} is not known")


def _once(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"the {what} {key} stands there twice")
        seen.add(key)
