"""The index, made anew: after an upgrade that changed how words are folded, or on a site older than the search."""

from dataclasses import dataclass

from app.search import index_queries
from app.search.queries import index_comments, index_text
from app.transaction import transaction


@dataclass(frozen=True)
class Rebuilt:
    """How many of each can be found now."""

    contributions: int
    comments: int


def rebuild() -> Rebuilt:
    """Index all that everybody may read; words that no text has any more are forgotten first.

    Each few hundred in a transaction of their own, so that people go on writing meanwhile.
    """
    with transaction():
        index_queries.forget_words()
    return Rebuilt(_contributions(), _comments())


def _contributions() -> int:
    last = count = 0
    while True:
        with transaction():
            texts = index_queries.contributions_after(last)
            for text in texts:
                index_text(text)
            last, count = max([last, *(text.id for text in texts)]), count + len(texts)
        if not texts:
            return count


def _comments() -> int:
    last = count = 0
    while True:
        with transaction():
            texts = index_queries.comments_after(last)
            for round_id in {text.round_id for text in texts}:
                index_comments(round_id, ((text.id, text.body) for text in texts if text.round_id == round_id))
        if not texts:
            return count
        last, count = texts[-1].id, count + len(texts)
