"""A Polis conversation as files: reads one folder into plain records, and says what is wrong with it, row by row.

Pure: no database, no clock. The format is that of Polis' open data: `comments.csv` and `votes.csv` with a header each,
in any order of columns and with others beside them, and perhaps a `summary.csv` of names and values. UTF-8, with or
without a byte-order mark.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.imports.tables import BadRow, Unreadable, records, rows, shown, unclean

COMMENTS, VOTES, SUMMARY = "comments.csv", "votes.csv", "summary.csv"
COMMENT_COLUMNS = ("timestamp", "comment-id", "author-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")

TITLE_LENGTH = 120
"""Signs of a title. The cut falls at a word's end, or at the 120th sign where no word ends near (in Chinese, say)."""

MAX_BODY = 10_000
"""Signs of a comment, as many as a person may post here."""

NO_TEXT = "(no text)"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MILLISECOND = 253_402_300_799_999  # the end of the year 9999, where dates end
_WHOLE_NUMBER = re.compile(r"[0-9]{1,18}")  # eighteen digits fit eight bytes


@dataclass(frozen=True, slots=True)
class Comment:
    """One statement of the conversation."""

    id: int
    author: int
    at: datetime
    hidden: bool
    body: str

    @property
    def title(self) -> str:
        """The first 120 signs of the body in one line."""
        return cut_at_word(" ".join(self.body.split()), TITLE_LENGTH)


@dataclass(frozen=True, slots=True)
class VoteEvent:
    """One press of a button: `value` is 1 agree, 0 unsure ("pass"), −1 disagree."""

    comment: int
    voter: int
    at: datetime
    value: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that a folder says. `events` are in the order of time, at equal times in the order of the file."""

    topic: str
    comments: list[Comment]
    events: list[VoteEvent]
    left_out: list[BadRow]

    @property
    def people(self) -> list[int]:
        """Everybody who voted or wrote, by number."""
        return sorted({event.voter for event in self.events} | {comment.author for comment in self.comments})

    def final_votes(self) -> dict[tuple[int, int], VoteEvent]:
        """What counts: the last event of each voter on each comment."""
        return {(event.voter, event.comment): event for event in self.events}

    def digest(self) -> str:
        """SHA-256 of the content: the same conversation has the same one, whatever its columns and line ends."""
        found = hashlib.sha256(f"{self.topic}\n".encode())
        for comment in self.comments:
            found.update(f"{comment}\n".encode())
        for event in self.events:
            found.update(f"{event.comment},{event.voter},{event.at.isoformat()},{event.value}\n".encode())
        return found.hexdigest()


def read_conversation(folder: Path, *, skip_bad: bool = False) -> Conversation:
    """Read a folder.

    Raises Unreadable with everything that is wrong. With `skip_bad`, bad rows are left out and listed in `left_out`,
    and only a missing or empty file and a missing column are refused: without them there is nothing to take.
    """
    bad: list[BadRow] = []
    topic = _topic(folder, bad)
    comments = _comments(folder, bad)
    events = _events(folder, {comment.id for comment in comments}, bad)
    if bad and not skip_bad:
        raise Unreadable(bad, rows_alone=True)
    return Conversation(topic, comments, sorted(events, key=lambda event: event.at), bad)


def cut_at_word(text: str, length: int) -> str:
    """The first signs of a line, cut at a word's end where one is near."""
    if len(text) <= length:
        return text
    end = text.rfind(" ", length // 2, length + 1)
    return text[: end if end > 0 else length]


def _topic(folder: Path, bad: list[BadRow]) -> str:
    """What the conversation is about, in one line; empty where the file or its line is not there."""
    if not (folder / SUMMARY).exists():
        return ""
    topics = []
    for line, fields in rows(folder / SUMMARY, bad):
        if reason := unclean(fields):
            bad.append(BadRow(SUMMARY, line, reason))
        elif fields[0].strip().lower() == "topic":
            topics.append(" ".join(",".join(fields[1:]).split()))
    return topics[0] if topics else ""


def _comments(folder: Path, bad: list[BadRow]) -> list[Comment]:
    """The comments in the order of the file."""
    comments: list[Comment] = []
    first_seen: dict[int, int] = {}
    for line, record in records(folder / COMMENTS, COMMENT_COLUMNS, bad):
        try:
            comment = _comment(record, first_seen)
        except ValueError as error:
            bad.append(BadRow(COMMENTS, line, str(error)))
        else:
            first_seen[comment.id] = line
            comments.append(comment)
    return comments


def _events(folder: Path, known: set[int], bad: list[BadRow]) -> list[VoteEvent]:
    """The votes in the order of the file."""
    events: list[VoteEvent] = []
    for line, record in records(folder / VOTES, VOTE_COLUMNS, bad):
        try:
            events.append(_event(record, known))
        except ValueError as error:
            bad.append(BadRow(VOTES, line, str(error)))
    return events


def _comment(record: dict[str, str], first_seen: dict[int, int]) -> Comment:
    """One row as a comment. Raises ValueError with the reason why it is none."""
    number, body = _number(record, "comment-id"), record["comment-body"]
    if number in first_seen:
        raise ValueError(f"comment {number} was given in line {first_seen[number]} already")
    if len(body) > MAX_BODY:
        raise ValueError(f"the comment-body has {len(body):,} signs, more than {MAX_BODY:,}")
    return Comment(
        id=number,
        author=_number(record, "author-id"),
        at=_moment(record),
        hidden=_one_of(record, "moderated") == -1,
        body=body if body.strip() else NO_TEXT,
    )


def _event(record: dict[str, str], known: set[int]) -> VoteEvent:
    """One row as a vote. Raises ValueError with the reason why it is none."""
    comment = _number(record, "comment-id")
    if comment not in known:
        raise ValueError(f"comment {comment} is unknown: it is not in {COMMENTS}, or was left out")
    return VoteEvent(comment, _number(record, "voter-id"), _moment(record), _one_of(record, "vote"))


def _number(record: dict[str, str], column: str) -> int:
    text = record[column].strip()
    if not _WHOLE_NUMBER.fullmatch(text):
        raise ValueError(f"the {column} is {shown(text)}, not a whole number of 0 or more with 18 digits at most")
    return int(text)


def _one_of(record: dict[str, str], column: str) -> int:
    text = record[column].strip()
    if text not in ("-1", "0", "1"):
        raise ValueError(f"the {column} is {shown(text)}, not -1, 0 or 1")
    return int(text)


def _moment(record: dict[str, str]) -> datetime:
    milliseconds = _number(record, "timestamp")
    if milliseconds > _LAST_MILLISECOND:
        raise ValueError(f"the timestamp is {milliseconds}, which is after the year 9999")
    return _EPOCH + timedelta(milliseconds=milliseconds)
