"""What people do with pictures: add one to their words, put one beside a name, see one; and clearing up after them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from app import audit, clock
from app.accounts.models import Organisation, User
from app.accounts.queries import lock_person
from app.extensions import db
from app.images import queries, reading
from app.images.models import Image
from app.images.reading import Made
from app.images.sentences import refuse
from app.live import PictureGone
from app.organisations import queries as organisations
from app.rules import images as rules
from app.rules.actors import Actor
from app.rules.images import Fault, Name
from app.rules.organisations import may_manage
from app.rules.permissions import may_speak
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import announce, transaction

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Seen:
    """A picture that its reader may see at this moment, and whether it stands beside a name, where everybody may."""

    id: int
    name: Name
    beside_name: bool


def see(actor: Actor, address: str) -> Seen:
    """The picture at an address. Raises Missing where this reader may not see it."""
    name = rules.name_in(address)
    if name is None:
        raise Missing
    beside = queries.beside_name(name)
    found = beside or queries.seen_by(actor, name)
    if found is None:
        raise Missing
    return Seen(found, name, beside_name=beside is not None)


def add(actor: Actor, file: BinaryIO | None) -> Name:
    """Keep a picture for words that are being written. Raises Refused, and Invalid with the sentence why not."""
    made = reading.picture(_sent(actor, file))
    with transaction():
        return _keep(_lock(actor), made).name


def add_to(actor: Actor, words: str, file: BinaryIO | None, alt: str) -> str:
    """Keep a picture and put it at the end of a text; gives the text. Raises as `add` does; then nothing was added."""
    refuse(None if rules.says_something(alt) else Fault.NO_WORDS_HERE)
    written = rules.markdown(add(actor, file), alt)
    return f"{words.rstrip()}\n\n{written}\n".lstrip()


def choose_portrait(actor: Actor, file: BinaryIO | None, organisation: str = "") -> None:
    """Put a picture beside one's own name or, for an owner, beside an organisation's, in place of the one before.

    Raises Missing, Refused, and Invalid with the sentence why not.
    """
    made = reading.portrait(_sent(actor, file))
    with transaction():
        named = _named(actor, organisation)
        image = _keep(_lock(actor), made)
        _put(actor, named, image.public_id)


def remove_portrait(actor: Actor, organisation: str = "") -> None:
    """Take it away: the initials stand there again. Twice changes nothing."""
    with transaction():
        named = _named(actor, organisation)
        if named.avatar is not None:
            _put(actor, named, None)


def clear(now: datetime) -> int:
    """Take away pictures that were sent more than a day ago and are used nowhere; gives how many went.

    May run twice, or two at once, without harm.
    """
    gone = 0
    while True:
        with transaction():
            some = queries.clear(now - rules.UNUSED_FOR)
        gone += some
        if some < queries.BATCH:
            return gone


def _sent(actor: Actor, file: BinaryIO | None) -> BinaryIO:
    """The file that came. Refuses, before anything is unpacked, strangers, whoever only reads, and too many."""
    allow(may_speak(actor))
    assert actor.id is not None
    refuse(rules.may_add(queries.lately(actor.id, clock.now() - HOUR), queries.kept_bytes(actor.id), 0))
    refuse(Fault.NO_FILE if file is None else None)
    assert file is not None
    return file


def _lock(actor: Actor) -> User:
    person = lock_person(actor.id) if actor.id is not None else None
    if person is None:
        raise Missing
    return person


def _keep(person: User, made: Made) -> Image:
    """Keep a picture of a person who is locked, so that ten at once are counted one after the other."""
    now = clock.now()
    refuse(rules.may_add(queries.lately(person.id, now - HOUR), queries.kept_bytes(person.id), len(made.data)))
    image = Image(owner_id=person.id, width=made.width, height=made.height, size=len(made.data), data=made.data, at=now)
    queries.add(image)
    return image


def _named(actor: Actor, organisation: str) -> User | Organisation:
    if not organisation:
        return _lock(actor)
    found = organisations.organisation(organisation, lock=True)
    if found is None:
        raise Missing
    allow(may_speak(actor) or may_manage(organisations.role_of(found.id, actor.id)))
    return found


def _put(actor: Actor, named: User | Organisation, public_id: str | None) -> None:
    before, named.avatar = named.avatar, public_id
    if before is not None:
        announce(PictureGone(before))
    db.session.flush()
    queries.drop(before)
    kind = "person" if isinstance(named, User) else "organisation"
    audit.record(actor.id, f"{kind}.picture", kind, str(named.id), there=public_id is not None)
