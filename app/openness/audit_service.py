"""Showing the public, day by day, where the audit log ends."""

from datetime import datetime

from flask_babel import gettext as _

from app.openness import audit_queries
from app.openness.models import AuditPublication
from app.rules.refusals import Conflict
from app.rules.uktime import on_the_clock
from app.transaction import transaction


def publish_head(at: datetime) -> tuple[AuditPublication, bool]:
    """Show where the log ends, for the UK day of that hour; gives the day's line, and whether it is new.

    Running it twice, or two at once, shows a day once: the first stands. Raises Conflict for a day before one that was
    shown already, because nobody could have seen it then.
    """
    day = on_the_clock(at)[0]
    with transaction():
        latest = audit_queries.latest_day()
        if latest is not None and latest > day:
            raise Conflict(_("A later day was shown already, so this one cannot be added. Nothing was changed."))
        made = audit_queries.publish(day, at)
    return audit_queries.publication(day), made
