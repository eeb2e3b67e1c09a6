"""SQL about words by themselves: what may have been meant, and forgetting those that no text has any more."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, func, or_, select, text

from app.extensions import db
from app.identifiers import words
from app.rules.finding import slips
from app.search.models import SearchWord

MOST_NEAR = 10_000
"""Known words that are compared with a mistyped one."""

_TIDY = (
    text("INSERT INTO search_index (search_index) VALUES ('optimize')"),
    text("INSERT INTO search_index_comments (search_index_comments) VALUES ('optimize')"),
)

_STANDS = {
    "sqlite": text(
        "SELECT EXISTS (SELECT 1 FROM search_index WHERE search_index MATCH :quoted)"
        " OR EXISTS (SELECT 1 FROM search_index_comments WHERE search_index_comments MATCH :quoted)"
    ),
    "postgresql": text(
        "SELECT EXISTS (SELECT 1 FROM search_documents WHERE (setweight(to_tsvector('simple', title), 'A')"
        " || setweight(to_tsvector('simple', body), 'B')) @@ to_tsquery('simple', :plain))"
        " OR EXISTS (SELECT 1 FROM search_comments WHERE search_index_vector @@ to_tsquery('simple', :plain))"
    ),
}
"""Whether some text has a word."""


def known_words(word: str) -> Sequence[str]:
    """Words of some text that begin as this one does, its first two signs changed over perhaps, and are about as long."""
    starts = {word[0], word[1]} if slips(word) else set()
    if not starts:
        return ()
    begin = or_(*(and_(SearchWord.word >= start, SearchWord.word < chr(ord(start) + 1)) for start in sorted(starts)))
    length = func.length(SearchWord.word).between(len(word) - slips(word), len(word) + slips(word))
    found = select(SearchWord.word).where(begin, length).order_by(SearchWord.word).limit(MOST_NEAR)
    return db.session.scalars(found).all()


def forget_words(said: str) -> None:
    """Forget the words of a text that went for good, as far as no other text has them. Call it once the text is out.

    FTS5 keeps the words of deleted rows until it tidies up: it does so here.
    """
    dialect = db.session.get_bind().dialect.name
    stands = _STANDS[dialect]
    mine = select(SearchWord.word).where(SearchWord.word.in_(sorted(set(words(said)))))
    gone = [
        word
        for word in db.session.scalars(mine).all()
        if not db.session.scalar(stands, {"quoted": f'"{word}"', "plain": f"'{word}'"})
    ]
    db.session.execute(delete(SearchWord).where(SearchWord.word.in_(gone)))
    for tidy in _TIDY if dialect == "sqlite" else ():
        db.session.execute(tidy)
