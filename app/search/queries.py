"""Full-text search, on SQLite's FTS5 or PostgreSQL's tsvector, behind one door.

Texts and questions pass the same mill (`identifiers.words`): accents folded, everything that is not a letter or a digit
a gap. So both databases split alike, and no sign that somebody types is ever read as a database's search language.
"""

import json
from collections.abc import Iterable
from enum import IntEnum
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Label,
    Select,
    Text,
    case,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.contributions.models import Contribution
from app.extensions import db
from app.identifiers import words
from app.markup import without_addresses
from app.rounds.models import Round
from app.rules.contributions import Kind
from app.search.models import LONGEST_WORD, SearchComment, SearchDocument, room_of
from app.search.reading import Candidate
from app.threads.models import Comment
from app.visibility import contribution_is_listed

MOST_WORDS = 12
"""Words of a question that are looked at: enough for a sentence, few enough to stay quick."""

SHORTEST_WORD = 4
"""Shorter words are not guessed at: half of them are one letter away from each other."""

MOST_CANDIDATES = 500
"""Titles that are compared letter by letter: those that share the most with what is asked for are among them."""

_index = table("search_index", column("rowid", Integer), column("search_index", Text))
"""FTS5's table; its column of its own name is what a question is put to."""

_SIMPLE: ColumnElement[str] = literal_column("'simple'")
"""PostgreSQL's dictionary that leaves words as they are."""

_LEARN = {
    "sqlite": text("INSERT OR IGNORE INTO search_words SELECT value FROM json_each(:words)"),
    "postgresql": text(
        "INSERT INTO search_words SELECT json_array_elements_text(CAST(:words AS json)) ON CONFLICT DO NOTHING"
    ),
}
"""A hundred words in one statement."""


_Titles = Select[str, Kind, str, int, str]
"""A statement of titles, as `Candidate` has them."""


class Rank(IntEnum):
    """How near a text is to the question: both databases agree on it, unlike on their own scores."""

    TITLE = 0
    """Every word stands in the title."""
    PARTLY_TITLE = 1
    """Some words stand in the title, the others in the body."""
    BODY = 2


def index_contribution(contribution_id: int, title: str, body: str) -> None:
    """Put a contribution's words into the index, in place of those that stood there."""
    said = {"title": words(title), "body": words(without_addresses(body))}
    row = {name: " ".join(those) for name, those in said.items()}
    statement = _dialect().insert(SearchDocument).values(contribution_id=contribution_id, **row)
    db.session.execute(statement.on_conflict_do_update(index_elements=["contribution_id"], set_=row))
    _learn([*said["title"], *said["body"]])


def index_text(text: Contribution | Comment) -> None:
    """Put a text as it is now into the index: where its words are new, and where everybody may read them again.

    Taking them out is the database's own work, whoever hides or withdraws them; such a text is not put in. Nor is what
    stands in a space: no search, no count and no suggestion of words can show what is not there.
    """
    if text.hidden_at is not None or text.withdrawn_at is not None:
        return
    if db.session.get_one(Round, text.round_id).space_id is not None:
        return
    if isinstance(text, Comment):
        index_comments(text.round_id, [(text.id, text.body)])
    else:
        index_contribution(text.id, text.title, f"{text.body}\n{text.outcomes}\n{text.who_would}")


def index_comments(round_id: int, comments: Iterable[tuple[int, str]]) -> None:
    """Put the words of a round's comments, as (id, text), into the index, in place of those that stood there."""
    said = {number: words(without_addresses(body)) for number, body in comments}
    if not said:
        return
    insert, room = _dialect().insert(SearchComment), room_of(round_id)
    statement = insert.on_conflict_do_update(index_elements=["comment_id"], set_={"body": insert.excluded.body})
    rows = [{"comment_id": number, "body": " ".join(those), "room": room} for number, those in said.items()]
    db.session.execute(statement, rows)
    _learn(chain.from_iterable(said.values()))


def _learn(said: Iterable[str]) -> None:
    """Remember words by themselves, so that a slip of the finger finds them. Always in one order: nobody waits in a ring."""
    spelt = sorted({word for word in said if word.isalpha() and SHORTEST_WORD <= len(word) <= LONGEST_WORD})
    if spelt:
        db.session.execute(_LEARN[_dialect().dialect.name], {"words": json.dumps(spelt)})


def matching(question: str) -> Select[int, int]:
    """The contributions that hold every word of the question, as (contribution_id, rank); the last word may be begun.

    Whether a contribution may be listed is not asked here: join it, and ask `visibility`. No words, no hits.
    """
    asked = words(question)[:MOST_WORDS]
    if not asked:
        nothing = select(SearchDocument.contribution_id, literal(int(Rank.BODY)).label("rank"))
        return nothing.where(false())
    return _in_postgresql(asked) if _is_postgresql() else _in_sqlite(asked)


def sharing_words(round_id: int, stems: list[str]) -> list[Candidate]:
    """Listed contributions of a round whose titles hold a word that begins so: those that share the most come first."""
    said = (Contribution.public_id, Contribution.kind, Contribution.title, Contribution.author_id, SearchDocument.title)
    statement = (
        select(*said)
        .join(SearchDocument, SearchDocument.contribution_id == Contribution.id)
        .where(Contribution.round_id == round_id, contribution_is_listed())
        .limit(MOST_CANDIDATES)
    )
    sharing = _sharing_in_postgresql if _is_postgresql() else _sharing_in_sqlite
    return [Candidate(*row) for row in db.session.execute(sharing(statement, stems))]


def _sharing_in_sqlite(statement: _Titles, stems: list[str]) -> _Titles:
    """FTS5 weighs each word by how rare it is."""
    asked = "title : (" + " OR ".join(f'"{stem}" *' for stem in stems) + ")"
    indexed = statement.join(_index, _index.c.rowid == Contribution.id).where(_match(asked))
    return indexed.order_by(func.bm25(_index.c.search_index))


def _sharing_in_postgresql(statement: _Titles, stems: list[str]) -> _Titles:
    """The expression searched is the one that an index of its own is made of.

    How many words are shared is counted in the plain title: `ts_rank` would take every title that was found apart anew.
    """
    title = func.to_tsvector(_SIMPLE, SearchDocument.title)
    asked = func.to_tsquery(_SIMPLE, " | ".join(f"'{stem}':*" for stem in stems))
    said = literal(" ") + SearchDocument.title
    shared = sum((case((func.strpos(said, f" {stem}") > 0, 1), else_=0) for stem in stems), literal(0))
    statement = statement.where(title.op("@@", is_comparison=True)(asked))
    return statement.order_by(shared.desc(), func.length(SearchDocument.title))


def _dialect() -> Any:
    return postgresql if _is_postgresql() else sqlite


def _is_postgresql() -> bool:
    return bool(db.session.get_bind().dialect.name == "postgresql")


def _in_sqlite(asked: list[str]) -> Select[int, int]:
    """FTS5: each word in quotes, so that AND, NEAR or a column's name is only a word."""
    quoted = [f'"{word}"' for word in asked[:-1]] + [f'"{asked[-1]}" *']
    every, some = " AND ".join(quoted), " OR ".join(quoted)

    def in_title(question: str) -> ColumnElement[bool]:
        return _index.c.rowid.in_(select(_index.c.rowid).where(_match(f"title : ({question})")))

    hits = select(_index.c.rowid.label("contribution_id"), _rank(in_title(every), in_title(some)))
    return hits.where(_match(every))


def _match(question: str) -> ColumnElement[bool]:
    return _index.c.search_index.op("MATCH", is_comparison=True)(question)


def _in_postgresql(asked: list[str]) -> Select[int, int]:
    """The same as a tsquery. The expression searched is the one that the migration's index is made of."""
    begun = [f"'{word}'" for word in asked[:-1]] + [f"'{asked[-1]}':*"]
    every, some = " & ".join(begun), " | ".join(begun)
    title, body = (func.to_tsvector(_SIMPLE, words) for words in (SearchDocument.title, SearchDocument.body))
    whole = func.setweight(title, literal_column("'A'")).op("||")(func.setweight(body, literal_column("'B'")))

    def holds(vector: ColumnElement[str], question: str) -> ColumnElement[bool]:
        return vector.op("@@", is_comparison=True)(func.to_tsquery(_SIMPLE, question))

    rank = _rank(holds(title, every), holds(title, some))
    return select(SearchDocument.contribution_id, rank).where(holds(whole, every))


def _rank(every: ColumnElement[bool], some: ColumnElement[bool]) -> Label[int]:
    return case((every, int(Rank.TITLE)), (some, int(Rank.PARTLY_TITLE)), else_=int(Rank.BODY)).label("rank")
