"""What a contribution that is being written, or read by a moderator, is similar to."""

from app.identifiers import words
from app.rounds.queries import round_by_slug
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.similarity import MOST_SHOWN, question
from app.search import queries
from app.search.reading import Similar, most_like


def similar(actor: Actor, slug: str, kind: Kind, title: str, text: str = "", *, but: str = "") -> list[Similar]:
    """Listed contributions of a round whose titles are like this one, those of its own kind first; at most five.

    `but` is the public id of what is not to be found itself. What is hidden, withdrawn or a draft is never found,
    whoever asks. Raises Missing where this reader may not know of the round.
    """
    round_ = round_by_slug(slug, actor)
    asked = question(words(title), words(text))
    if not asked:
        return []
    candidates = [one for one in queries.sharing_words(round_.id, asked) if one.public_id != but]
    found = most_like(asked, candidates)[:MOST_SHOWN]
    return sorted(found, key=lambda one: one.kind != kind)
