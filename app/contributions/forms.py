"""What the pages of needs, ideas and proposals may submit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from app.contributions.models import MAX_BODY, MAX_OUTCOMES, MAX_TITLE, MAX_WHO
from app.contributions.sentences import WORDS
from app.fields import HiddenNumber, PoundsField
from app.images.fields import WithPicture
from app.markup import clean_line, clean_text
from app.rules.contributions import BUILDS_ON, Kind
from app.rules.theming import MOST_THEMES

EVERYWHERE = ""
"""The area of what is about the whole round."""

OWN_NAME = ""
"""Whoever writes under no badge."""

MOST_LINKS = 20
"""Links that one contribution may be given: more than anybody can have thought about."""

_TOO_LONG = _l("Make this shorter: at most %(max)d characters.")


@dataclass(frozen=True)
class Wording:
    """All that an author says in a contribution, cleaned; `links` are public ids, `themes` names in addresses."""

    title: str
    body: str = ""
    area_id: int | None = None
    cost_pounds: int | None = None
    outcomes: str = ""
    who_would: str = ""
    links: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    badge: str = ""
    """The handle of the organisation in whose name it is said; empty for the author's own."""

    @property
    def whole(self) -> str:
        """Everything that is read and searched, apart from the title."""
        return "\n\n".join(part for part in (self.body, self.outcomes, self.who_would) if part)

    def all_words(self) -> str:
        """Everything that its author wrote, as one text."""
        return f"{self.title}\n{self.body}\n{self.outcomes}\n{self.who_would}"

    def as_said(self) -> tuple[str, ...]:
        """The same as plain words, for telling one form from another."""
        chosen = (sorted(self.links), sorted(self.themes), self.badge)
        facts = (self.area_id, self.cost_pounds, self.outcomes, self.who_would, *chosen)
        return (self.title, self.body, *map(str, facts))


def _line(value: str | None) -> str:
    return clean_line(value or "")


def _lines(value: str | None) -> str:
    return clean_text(value or "").strip()


def _words_field(words: Any, most: int, kind: type[StringField] = StringField) -> StringField:
    tidy = _lines if kind is TextAreaField else _line
    return kind(words, [Length(max=most, message=_TOO_LONG)], filters=[tidy])


class ContributionForm(WithPicture):
    """A need, an idea or a proposal; a proposal has three fields more.

    `publishing`: title and words must be there. A draft may lack either, not both.
    """

    title = _words_field(_l("Title"), MAX_TITLE)
    body = _words_field(_l("Words"), MAX_BODY, TextAreaField)
    cost_pounds = PoundsField(_l("What would it cost, in pounds?"))
    outcomes = _words_field(_l("What would come of it?"), MAX_OUTCOMES, TextAreaField)
    who_would = _words_field(_l("Who would do it?"), MAX_WHO, TextAreaField)
    area = SelectField(_l("Where?"), default=EVERYWHERE)
    themes = SelectMultipleField(_l("What is it about?"), validate_choice=False)
    links = SelectMultipleField(validate_choice=False)
    find = StringField()
    version = HiddenNumber()
    badge = SelectField(_l("In whose name?"), default=OWN_NAME)

    def __init__(
        self,
        kind: Kind,
        areas: Iterable[tuple[int, str]],
        themes: Iterable[tuple[str, str]] = (),
        *,
        publishing: bool = True,
        **given: Any,
    ) -> None:
        super().__init__(**given)
        self.kind, self.publishing = kind, publishing
        words = WORDS[kind]
        self.title.label.text, self.body.label.text = words.ask_title, words.ask_body
        self.links.label.text = words.ask_links
        self.area.choices = [(EVERYWHERE, _("Everywhere")), *((str(key), name) for key, name in areas)]
        if kind is Kind.TOPIC:
            del self.area
        self.themes.choices = list(themes)
        if not self.themes.choices:
            del self.themes
        if kind is not Kind.PROPOSAL:
            del self.cost_pounds, self.outcomes, self.who_would
        other = BUILDS_ON[kind]
        if other is None:
            del self.links, self.find
        else:
            self.find.label.text = WORDS[other].find

    def offer_badges(self, found: Sequence[tuple[str, str]]) -> None:
        """Offer to write in the name of these organisations, as (handle, name); where there are none, not to ask."""
        if found:
            self.badge.choices = [(OWN_NAME, _("My own")), *found]
        else:
            del self.badge

    def offer_links(self, found: Sequence[tuple[str, str]]) -> None:
        """Offer these contributions, as (public id, title), to be linked."""
        if self.links:
            self.links.choices = list(found)

    def validate_title(self, field: StringField) -> None:
        if not field.data and (self.publishing or not self.body.data):
            raise ValidationError(str(WORDS[self.kind].title_missing))

    def validate_body(self, field: TextAreaField) -> None:
        if not field.data and self.publishing:
            raise ValidationError(str(WORDS[self.kind].body_missing))

    def validate_themes(self, field: SelectMultipleField) -> None:
        if len(field.data or ()) > MOST_THEMES:
            raise ValidationError(_("Choose at most %(most)d.", most=MOST_THEMES))

    def validate_links(self, field: SelectMultipleField) -> None:
        if len(field.data or ()) > MOST_LINKS:
            raise ValidationError(_("Choose at most %(most)d.", most=MOST_LINKS))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The public ids of the links chosen so far."""
        return tuple(dict.fromkeys(self.links.data or ())) if self.links else ()

    def wording(self) -> Wording:
        """What was written, after a successful `validate()`."""
        proposal = self.kind is Kind.PROPOSAL
        return Wording(
            title=self.title.data,
            body=self.body.data,
            area_id=int(self.area.data) if self.area and self.area.data else None,
            cost_pounds=self.cost_pounds.data if proposal else None,
            outcomes=self.outcomes.data if proposal else "",
            who_would=self.who_would.data if proposal else "",
            links=self.chosen,
            badge=self.badge.data if self.badge else OWN_NAME,
            themes=tuple(dict.fromkeys(self.themes.data or ())) if self.themes else (),
        )
