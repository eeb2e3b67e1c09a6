"""Full-text search, on SQLite's FTS5 or PostgreSQL's tsvector, behind one door.

Texts and questions pass the same mill (`identifiers.words`): accents folded, everything that is not a letter or a digit
a gap. So both databases split alike, and no sign that somebody types is ever read as a database's search language.
"""

from enum import IntEnum

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
)
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.identifiers import words
from app.search.models import SearchDocument

MOST_WORDS = 12
"""Words of a question that are looked at: enough for a sentence, few enough to stay quick."""

_index = table("search_index", column("rowid", Integer), column("search_index", Text))
"""FTS5's table; its column of its own name is what a question is put to."""

_SIMPLE: ColumnElement[str] = literal_column("'simple'")
"""PostgreSQL's dictionary that leaves words as they are."""


class Rank(IntEnum):
    """How near a text is to the question: both databases agree on it, unlike on their own scores."""

    TITLE = 0
    """Every word stands in the title."""
    PARTLY_TITLE = 1
    """Some words stand in the title, the others in the body."""
    BODY = 2


def index_contribution(contribution_id: int, title: str, body: str) -> None:
    """Put a contribution's words into the index, in place of those that stood there."""
    dialect = postgresql if _is_postgresql() else sqlite
    said = {"title": " ".join(words(title)), "body": " ".join(words(body))}
    statement = dialect.insert(SearchDocument).values(contribution_id=contribution_id, **said)
    db.session.execute(statement.on_conflict_do_update(index_elements=["contribution_id"], set_=said))


def matching(question: str) -> Select[int, int]:
    """The contributions that hold every word of the question, as (contribution_id, rank); the last word may be begun.

    Whether a contribution may be listed is not asked here: join it, and ask `visibility`. No words, no hits.
    """
    asked = words(question)[:MOST_WORDS]
    if not asked:
        nothing = select(SearchDocument.contribution_id, literal(int(Rank.BODY)).label("rank"))
        return nothing.where(false())
    return _in_postgresql(asked) if _is_postgresql() else _in_sqlite(asked)


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
