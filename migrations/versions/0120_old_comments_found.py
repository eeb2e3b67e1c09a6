"""Comments of a site older than the search are found without further ado, and so are words of up to six letters that are begun."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0103"

BATCH = 1_000
LONGEST, SHORTEST, LONGEST_LEARNT = 60, 4, 30

INDEX = """
CREATE VIRTUAL TABLE search_index_comments USING fts5(
    body, room, content='search_comments', content_rowid='comment_id', prefix='{prefix}',
    tokenize='unicode61 remove_diacritics 2'
)
"""
"""For a begun word of a length that is not named here FTS5 first collects all that holds it, newest or not."""

COMMENTS = """
SELECT comments.id, comments.body, comments.round_id FROM comments
LEFT JOIN search_comments ON search_comments.comment_id = comments.id
WHERE comments.id > :last AND search_comments.comment_id IS NULL
AND comments.hidden_at IS NULL AND comments.withdrawn_at IS NULL
ORDER BY comments.id LIMIT :batch
"""
DOCUMENTS = """
SELECT contribution_id AS id, title || ' ' || body AS said FROM search_documents
WHERE contribution_id > :last ORDER BY contribution_id LIMIT :batch
"""


def upgrade() -> None:
    """Apply."""
    _index_anew("2 3 4 5 6")
    bind = op.get_bind()
    put = sa.text("INSERT INTO search_comments (comment_id, body, room) VALUES (:id, :body, :room)")
    for texts in _in_batches(COMMENTS):
        said = {text.id: _words(text.body) for text in texts}
        rows = [{"id": text.id, "body": " ".join(said[text.id]), "room": f"r{text.round_id}"} for text in texts]
        bind.execute(put, rows)
        _learn(chain.from_iterable(said.values()))
    for texts in _in_batches(DOCUMENTS):
        _learn(chain.from_iterable(text.said.split() for text in texts))


def downgrade() -> None:
    """Undo the index. What can be found may stay."""
    _index_anew("2 3")


def _index_anew(prefix: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        return
    op.execute("DROP TABLE search_index_comments")
    op.execute(INDEX.format(prefix=prefix))
    op.execute("INSERT INTO search_index_comments (search_index_comments) VALUES ('rebuild')")


def _in_batches(statement: str) -> Iterator[Sequence[sa.Row[tuple[object, ...]]]]:
    bind, last = op.get_bind(), 0
    while rows := bind.execute(sa.text(statement), {"last": last, "batch": BATCH}).all():
        yield rows
        last = rows[-1].id


def _words(text: str) -> list[str]:
    """As `identifiers.words` folds them today."""
    plain = unicodedata.normalize("NFKD", text)
    folded = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c))).casefold()
    return [word[:LONGEST] for word in re.findall(r"[^\W_]+", folded)]


def _learn(words: Iterable[str]) -> None:
    """Keep words by themselves, from which slips of the finger are guessed."""
    spelt = sorted({word for word in words if word.isalpha() and SHORTEST <= len(word) <= LONGEST_LEARNT})
    if spelt:
        put = sa.text("INSERT INTO search_words (word) VALUES (:word) ON CONFLICT DO NOTHING")
        op.get_bind().execute(put, [{"word": word} for word in spelt])
