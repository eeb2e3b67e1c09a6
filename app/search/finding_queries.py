"""SQL that brings candidates for a question, never more than a few hundred of a kind.

Which of them answer, and how well, is worked out in `rules/finding.py`. What a reader may not see is left out here.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
)

from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.finding import Term, What
from app.search.finding_reading import READERS, Ask, Candidate, folded
from app.search.models import SearchComment, SearchDocument, room_of
from app.themes.models import contribution_themes
from app.threads.models import Comment, Thread
from app.visibility import comment_is_found_by, contribution_is_found_by, person_is_found, round_is_open_to

MOST_CANDIDATES = 300
"""Of one kind: those with the words in their title first, then the newest. Nobody reads on so far."""

LOOKED_AT = 3_000
"""Comments of which it is asked whether this reader may read them, and whether they stand where was asked for."""

_SIMPLE: ColumnElement[str] = literal_column("'simple'")
_VECTOR: ColumnElement[str] = literal_column("search_comments.search_index_vector")
"""A column that PostgreSQL fills by itself, and which no model knows."""

AT_A_TIME = 500
"""Of those comments: nearly always the first so many hold all candidates, and an index gives no more of them than are taken."""

_MOST: ColumnElement[int] = literal_column(str(MOST_CANDIDATES))
_AT_A_TIME: ColumnElement[int] = literal_column(str(AT_A_TIME))
"""Written out, as the words are: PostgreSQL plans for what it knows, and a plan for any words is a bad one for most."""

_ALL_ORGANISATIONS = (
    select(Organisation.id, Organisation.handle, Organisation.created_at, Organisation.name, Organisation.about)
    .order_by(Organisation.id.desc())
    .limit(_MOST)
)

AnySelect = Select[*tuple[Any, ...]]


def candidates(ask: Ask, actor: Actor) -> Iterator[Candidate]:
    """What may answer, of every kind that is asked for."""
    if What.CONTRIBUTION in ask.what:
        yield from _contributions(ask, actor)
    if What.COMMENT in ask.what:
        yield from _comments(ask, actor)
    if What.ROUND in ask.what and not ask.is_narrowed:
        yield from _rounds(ask, actor)
    if What.ORGANISATION in ask.what and not ask.is_narrowed:
        yield from _organisations()
    if What.PERSON in ask.what and not ask.is_narrowed:
        yield from _people(ask.terms)


def _contributions(ask: Ask, actor: Actor) -> Iterator[Candidate]:
    key, title = SearchDocument.contribution_id, func.to_tsvector(_SIMPLE, SearchDocument.title)
    whole = func.setweight(title, literal_column("'A'")).op("||")(
        func.setweight(func.to_tsvector(_SIMPLE, SearchDocument.body), literal_column("'B'"))
    )
    if _is_postgresql():
        matches, titled = _holds(whole, ask.terms), _holds(title, ask.terms)
    else:
        matches = key.in_(_in_fts("search_index", ask.terms))
        titled = key.in_(_in_fts("search_index", ask.terms, "title"))
    statement = _narrowed(_contributions_for(actor), ask).where(matches)
    if ask.since:
        statement = statement.where(Contribution.published_at >= ask.since)
    newest = (titled.desc(), Contribution.published_at.desc(), Contribution.id.desc())
    for number, public_id, at, title_words, body in db.session.execute(statement.order_by(*newest).limit(_MOST)):
        assert at is not None  # Only what was published is found.
        yield Candidate(What.CONTRIBUTION, number, public_id, at, title_words, body)


@lru_cache(READERS)
def _contributions_for(actor: Actor) -> AnySelect:
    said = (Contribution.id, Contribution.public_id, Contribution.published_at)
    statement = select(*said, SearchDocument.title, SearchDocument.body).select_from(SearchDocument)
    statement = statement.join(Contribution, Contribution.id == SearchDocument.contribution_id)
    return statement.join(Round, Round.id == Contribution.round_id).where(contribution_is_found_by(actor))


def _comments(ask: Ask, actor: Actor) -> Iterator[Candidate]:
    """The newest that hold every word. Only so many are looked at, so that a common word costs no more than a rare one."""
    left, before = MOST_CANDIDATES, None
    for _some in range(LOOKED_AT // AT_A_TIME):
        some = db.session.scalars(_newest_comments(ask, before)).all()
        found = list(_those_found(some, ask, actor, left)) if some else []
        yield from found
        left -= len(found)
        if not left or len(some) < AT_A_TIME:
            return
        before = some[-1]


def _those_found(ids: Sequence[int], ask: Ask, actor: Actor, most: int) -> Iterator[Candidate]:
    """Those of these comments that may be brought, the newest first, at most so many."""
    statement = _narrowed(_comments_for(actor), ask)
    if ask.since and ask.newer_than is None:
        statement = statement.where(Comment.created_at >= ask.since)
    for number, public_id, at, body in db.session.execute(statement, {"ids": ids, "most": most}):
        yield Candidate(What.COMMENT, number, public_id, at, "", body)


@lru_cache(READERS)
def _comments_for(actor: Actor) -> AnySelect:
    statement = select(Comment.id, Comment.public_id, Comment.created_at, SearchComment.body)
    statement = statement.join(SearchComment, SearchComment.comment_id == Comment.id)
    statement = statement.join(Thread, Thread.id == Comment.thread_id)
    statement = statement.join(Contribution, Contribution.id == Thread.contribution_id)
    statement = statement.join(Round, Round.id == Contribution.round_id)
    found = statement.where(Comment.id.in_(bindparam("ids", expanding=True)), comment_is_found_by(actor))
    return found.order_by(Comment.id.desc()).limit(bindparam("most", type_=Integer))


def _newest_comments(ask: Ask, before: int | None) -> AnySelect:
    """The ids of the newest comments with the words, whoever may read them: nothing but the index is asked."""
    if _is_postgresql():
        key = SearchComment.comment_id
        statement = select(key).where(_holds(_VECTOR, ask.terms), *_phrases(ask.terms))
        if ask.round_id is not None:
            statement = statement.where(SearchComment.room == _written_out(room_of(ask.round_id)))
    else:
        index = _fts("search_index_comments")
        key, said = index.c.rowid, f"body : ({_in_words(ask.terms)})"
        if ask.round_id is not None:
            said += f' AND room : "{room_of(ask.round_id)}"'
        statement = select(key.label("comment_id")).where(_match(index, said))
    if ask.newer_than is not None:
        statement = statement.where(key > ask.newer_than)
    if before is not None:
        statement = statement.where(key < before)
    return statement.order_by(key.desc()).limit(_AT_A_TIME)


def _phrases(terms: Sequence[Term]) -> Iterator[ColumnElement[bool]]:
    """That the words of each phrase stand side by side, said once more.

    PostgreSQL takes a phrase to be as common as its words, and would look through all comments for a rare one.
    """
    for term in terms:
        if len(term.words) > 1:
            yield SearchComment.body.like(_written_out(f"%{term.phrase}%"))


def _narrowed(statement: AnySelect, ask: Ask) -> AnySelect:
    if ask.round_id is not None:
        statement = statement.where(Contribution.round_id == ask.round_id)
    if ask.area_id is not None:
        statement = statement.where(Contribution.area_id == ask.area_id)
    if ask.theme_id is not None:
        ties = contribution_themes.c
        statement = statement.where(
            Contribution.id.in_(select(ties.contribution_id).where(ties.theme_id == ask.theme_id))
        )
    return statement


def _rounds(ask: Ask, actor: Actor) -> Iterator[Candidate]:
    statement = _rounds_for(actor)
    if ask.since:
        statement = statement.where(Round.opened_at >= ask.since)
    for number, slug, at, title, question, aims in db.session.execute(statement):
        yield Candidate(What.ROUND, number, slug, at, folded(title), folded(f"{question} {aims}"))


@lru_cache(READERS)
def _rounds_for(actor: Actor) -> AnySelect:
    said = (Round.id, Round.slug, func.coalesce(Round.opened_at, Round.created_at), Round.title)
    statement = select(*said, Round.question, Round.aims).where(round_is_open_to(actor))
    return statement.order_by(Round.id.desc()).limit(_MOST)


def _organisations() -> Iterator[Candidate]:
    for number, handle, at, name, about in db.session.execute(_ALL_ORGANISATIONS):
        yield Candidate(What.ORGANISATION, number, handle, at, folded(name), folded(about))


def _people(terms: Sequence[Term]) -> Iterator[Candidate]:
    statement = select(User.id, User.handle, User.created_at, User.name_words).where(person_is_found())
    for term in terms:
        said = [f" {term.phrase}" if term.begun else f" {term.phrase} ", *(f" {word} " for word in term.near)]
        statement = statement.where(or_(*(User.name_words.contains(one) for one in said)))
    for number, handle, at, name in db.session.execute(statement.order_by(User.id.desc()).limit(_MOST)):
        yield Candidate(What.PERSON, number, handle, at, name.strip(), "")


def _is_postgresql() -> bool:
    return bool(db.session.get_bind().dialect.name == "postgresql")


def _fts(name: str) -> Any:
    return table(name, column("rowid"), column(name))


def _match(index: Any, question: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = index.c[index.name].op("MATCH", is_comparison=True)(question)
    return found


def _in_fts(name: str, terms: Sequence[Term], of_column: str = "") -> AnySelect:
    index, question = _fts(name), _in_words(terms)
    return select(index.c.rowid).where(_match(index, f"{of_column} : ({question})" if of_column else question))


def _in_words(terms: Sequence[Term]) -> str:
    """FTS5's own language: each word in quotes, so that AND, NEAR or a column's name is only a word."""
    return " AND ".join(
        "(" + " OR ".join([f'"{term.phrase}"' + " *" * term.begun, *(f'"{word}"' for word in term.near)]) + ")"
        for term in terms
    )


def _holds(vector: Any, terms: Sequence[Term]) -> ColumnElement[bool]:
    """The same in PostgreSQL's: letters and digits in quotes, and nothing else that comes from a person."""

    def spelt(term: Term) -> str:
        phrase = " <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.begun
        return "(" + " | ".join([f"({phrase})", *(f"'{word}'" for word in term.near)]) + ")"

    question = func.to_tsquery(_SIMPLE, _written_out(" & ".join(spelt(term) for term in terms)))
    found: ColumnElement[bool] = vector.op("@@", is_comparison=True)(question)
    return found


def _written_out(words: str) -> BindParameter[str]:
    """A value as a literal of the statement, quoted by the driver's own rules."""
    return bindparam("said", words, unique=True, literal_execute=True)
