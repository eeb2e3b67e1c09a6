"""What the reader takes from a folder, and how it names what it cannot take."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.imports.reading import NO_TEXT, cut_at_word, read_conversation
from app.imports.tables import BadRow, Unreadable
from tests.imports.conftest import COMMENTS, SUMMARY, VOTES, MakeFolder, each_real_folder

NO_NUMBER = "not a whole number of 0 or more with 18 digits at most"


def what_is_wrong(path: Path) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        read_conversation(path)
    return [str(row) for row in caught.value.rows]


def test_reads_comments_votes_and_topic(folder: MakeFolder):
    talk = read_conversation(folder())
    assert talk.topic == "A better house"
    assert [(c.id, c.author, c.hidden, c.body) for c in talk.comments] == [
        (0, 0, False, "Mend the lift"),
        (1, 1, False, "Open the garden, please"),
        (2, 7, True, "Buy my pills"),
    ]
    assert talk.comments[0].at == datetime(2017, 7, 14, 2, 40, tzinfo=UTC)
    assert talk.people == [0, 1, 2, 7]
    assert len(talk.events) == 7
    assert talk.left_out == []


def test_events_come_in_the_order_of_time_and_the_last_one_counts(folder: MakeFolder):
    talk = read_conversation(folder())
    assert [event.at for event in talk.events] == sorted(event.at for event in talk.events)
    assert talk.final_votes()[2, 0].value == 1


def test_at_equal_times_the_later_row_counts(folder: MakeFolder):
    votes = "timestamp,comment-id,voter-id,vote\n5,0,3,1\n9,0,3,-1\n9,0,3,0\n7,0,3,1\n"
    assert read_conversation(folder(votes=votes)).final_votes()[3, 0].value == 0


def test_an_authors_own_vote_is_kept(folder: MakeFolder):
    assert read_conversation(folder()).final_votes()[0, 0].value == 1


def test_columns_may_stand_in_any_order_with_others_beside_them(folder: MakeFolder):
    comments = (
        "is-meta,comment-body,Moderated , author-id,comment-id,timestamp\nfalse,Mend the lift,1,0,0,1500000000000\n"
    )
    votes = "vote,voter-id,comment-id,timestamp\n-1,4,0,1500000000001\n"
    talk = read_conversation(folder(comments, votes))
    assert talk.comments[0].body == "Mend the lift"
    assert talk.final_votes()[4, 0].value == -1


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(folder: MakeFolder, tmp_path_factory):
    plain = read_conversation(folder())
    marked = [b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for text in (COMMENTS, VOTES, SUMMARY)]
    assert read_conversation(folder(*marked)) == plain
    old_mac = [text.replace("\n", "\r") for text in (COMMENTS, VOTES, SUMMARY)]
    assert read_conversation(folder(*old_mac)) == plain


def test_a_body_may_have_several_lines_and_the_next_rows_keep_their_line_numbers(folder: MakeFolder):
    comments = (
        "timestamp,comment-id,author-id,moderated,comment-body\n"
        '1,0,0,1,"First line\n\nthird ""line"""\n'
        "\n"
        "1,1,0,5,Wrong\n"
    )
    path = folder(comments, "timestamp,comment-id,voter-id,vote\n")
    assert what_is_wrong(path) == ["comments.csv, line 6: the moderated is '5', not -1, 0 or 1"]
    talk = read_conversation(path, skip_bad=True)
    assert talk.comments[0].body == 'First line\n\nthird "line"'
    assert talk.comments[0].title == 'First line third "line"'


def test_the_line_named_is_the_one_where_the_row_starts(folder: MakeFolder):
    comments = 'timestamp,comment-id,author-id,moderated,comment-body\n1,0,0,9,"two\nlines"\n1,x,0,1,Wrong\n'
    wrong = what_is_wrong(folder(comments, "timestamp,comment-id,voter-id,vote\n"))
    assert [text.split(":")[0] for text in wrong] == ["comments.csv, line 2", "comments.csv, line 4"]


def test_an_empty_body_is_kept_as_words(folder: MakeFolder):
    comments = 'timestamp,comment-id,author-id,moderated,comment-body\n1,0,0,1,\n1,1,0,1,"  \n "\n'
    talk = read_conversation(folder(comments, "timestamp,comment-id,voter-id,vote\n"))
    assert [(c.body, c.title) for c in talk.comments] == [(NO_TEXT, NO_TEXT), (NO_TEXT, NO_TEXT)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("short", "short"),
        ("a" * 120, "a" * 120),
        ("word " * 40, ("word " * 24).strip()),
        ("a" * 120 + " next", "a" * 120),
        ("a" * 119 + " next", "a" * 119),
        ("字" * 200, "字" * 120),
        ("我覺得 " + "字" * 200, "我覺得 " + "字" * 116),
    ],
)
def test_a_title_ends_with_a_word_where_one_ends(text: str, title: str):
    assert cut_at_word(text, 120) == title


@pytest.mark.parametrize("summary", [None, "", "views,3\n", "topic\n", "topic,\n"])
def test_the_topic_may_be_missing(folder: MakeFolder, summary):
    assert read_conversation(folder(summary=summary)).topic == ""


def test_a_topic_may_hold_commas_without_quotes(folder: MakeFolder):
    assert read_conversation(folder(summary="topic,Parks, paths and play\n")).topic == "Parks, paths and play"


def test_headers_alone_are_an_empty_conversation(folder: MakeFolder):
    talk = read_conversation(folder(COMMENTS.splitlines()[0], VOTES.splitlines()[0] + "\n"))
    assert (talk.comments, talk.events, talk.people) == ([], [], [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,x,0,0,1", None),
        ("1,x,0,0,2", "the vote is '2', not -1, 0 or 1"),
        ("1,x,0,0,", "the vote is empty, not -1, 0 or 1"),
        ("1,x,0,0,1.0", "the vote is '1.0', not -1, 0 or 1"),
        ("1,x,99,0,1", "comment 99 is unknown: it is not in comments.csv, or was left out"),
        ("1,x,zero,0,1", f"the comment-id is 'zero', {NO_NUMBER}"),
        ("1,x,0,-3,1", f"the voter-id is '-3', {NO_NUMBER}"),
        ("1,x,0,٣,1", f"the voter-id is '٣', {NO_NUMBER}"),
        ("1,x,0,1_0,1", f"the voter-id is '1_0', {NO_NUMBER}"),
        ("1,x,0," + "9" * 60 + ",1", "the voter-id is '" + "9" * 40 + f"…', {NO_NUMBER}"),
        ("soon,x,0,0,1", f"the timestamp is 'soon', {NO_NUMBER}"),
        ("999999999999999,x,0,0,1", "the timestamp is 999999999999999, which is after the year 9999"),
        ("1,x,0,0", "missing column: 4 fields, the header has 5"),
        ("1,x,0,0,1,1", "6 fields, the header has 5"),
        ("timestamp,datetime,comment-id,voter-id,vote", "duplicate header: the first row again"),
        ('1,"x"y,0,0,1', "not a CSV row (',' expected after '\"')"),
        ("1,\0,0,0,1", "holds a NUL byte"),
    ],
)
def test_a_bad_vote_names_file_line_and_reason_and_can_be_left_out(folder: MakeFolder, row: str, reason: str | None):
    path = folder(votes=VOTES + row + "\n1500000200000,x,1,2,1\n")
    if reason is None:
        assert len(read_conversation(path).events) == 9
        return
    assert what_is_wrong(path) == [f"votes.csv, line 9: {reason}"]
    talk = read_conversation(path, skip_bad=True)
    assert talk.left_out == [BadRow("votes.csv", 9, reason)]
    assert len(talk.events) == 8


def test_broken_encoding_names_the_line(folder: MakeFolder):
    path = folder(comments=COMMENTS.encode() + b"1,x,3,0,0,0,1,caf\xe9\n")
    assert what_is_wrong(path) == ["comments.csv, line 5: broken encoding: not UTF-8"]
    assert len(read_conversation(path, skip_bad=True).comments) == 3


def test_another_encoding_of_the_whole_file_is_refused(folder: MakeFolder):
    path = folder(comments=COMMENTS.encode("utf-16"))
    assert what_is_wrong(path) == ["comments.csv, line 1: broken encoding: not UTF-8"]


def test_a_comment_id_given_twice_is_refused_and_the_first_is_kept(folder: MakeFolder):
    path = folder(comments=COMMENTS + "1,x,1,1,0,0,0,Again\n")
    assert what_is_wrong(path) == ["comments.csv, line 5: comment 1 was given in line 3 already"]
    assert read_conversation(path, skip_bad=True).comments[1].body == "Open the garden, please"


def test_votes_on_a_comment_that_was_left_out_are_left_out_too(folder: MakeFolder):
    path = folder(comments=COMMENTS.replace("0,0,-1,Buy", "0,0,hidden,Buy"))
    assert what_is_wrong(path) == [
        "comments.csv, line 4: the moderated is 'hidden', not -1, 0 or 1",
        "votes.csv, line 7: comment 2 is unknown: it is not in comments.csv, or was left out",
    ]
    assert len(read_conversation(path, skip_bad=True).events) == 6


def test_a_column_given_twice_is_refused_and_the_first_is_taken(folder: MakeFolder):
    path = folder(votes="timestamp,comment-id,voter-id,vote,vote\n1,0,0,1,-1\n")
    assert what_is_wrong(path) == ["votes.csv, line 1: duplicate header: the column 'vote' stands there twice"]
    assert read_conversation(path, skip_bad=True).final_votes()[0, 0].value == 1


@pytest.mark.parametrize("skip_bad", [False, True])
@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"votes": None}, "votes.csv: the file cannot be read (No such file or directory)"),
        ({"comments": None}, "comments.csv: the file cannot be read (No such file or directory)"),
        ({"comments": ""}, "comments.csv: the file is empty"),
        ({"votes": b"\xef\xbb\xbf\n\n"}, "votes.csv: the file is empty"),
        ({"votes": "timestamp,comment-id,vote\n"}, "votes.csv, line 1: missing column: voter-id"),
        (
            {"comments": "\ncomment-id\n"},
            "comments.csv, line 2: missing column: timestamp, author-id, moderated, comment-body",
        ),
    ],
)
def test_a_missing_file_or_column_cannot_be_skipped(folder: MakeFolder, files, reason: str, skip_bad):
    with pytest.raises(Unreadable) as caught:
        read_conversation(folder(**files), skip_bad=skip_bad)
    assert str(caught.value.rows[-1]) == reason


def test_a_broken_summary_is_named_and_can_be_left_out(folder: MakeFolder):
    path = folder(summary=b"topic,caf\xe9\nviews,3\n")
    assert what_is_wrong(path) == ["summary.csv, line 1: broken encoding: not UTF-8"]
    assert read_conversation(path, skip_bad=True).topic == ""


def test_a_huge_field_is_refused_and_the_rows_after_it_are_read(folder: MakeFolder):
    path = folder(
        comments=COMMENTS + f"1,x,3,0,0,0,1,{'a' * 200_000}\n1,x,4,0,0,0,1,{'a' * 10_001}\n1,x,5,0,0,0,1,Fine\n"
    )
    assert what_is_wrong(path) == [
        "comments.csv, line 5: the comment-body has 200,000 signs, more than 10,000",
        "comments.csv, line 6: the comment-body has 10,001 signs, more than 10,000",
    ]
    assert [c.id for c in read_conversation(path, skip_bad=True).comments] == [0, 1, 2, 5]


def test_no_line_of_a_huge_field_is_taken_for_a_row(folder: MakeFolder):
    body = "a" * 200_000 + "\n1,x,3,0,0,0,1,Words in a comment\n"
    path = folder(comments=COMMENTS + f'1,x,4,0,0,0,1,"{body}"\n1,x,5,0,0,0,1,Fine\n')
    talk = read_conversation(path, skip_bad=True)
    assert [c.id for c in talk.comments] == [0, 1, 2, 5]
    assert [row.line for row in talk.left_out] == [5]


def test_a_quotation_mark_that_never_ends_costs_the_row_on_which_it_begins(folder: MakeFolder):
    path = folder(comments=COMMENTS + '1,x,3,0,0,0,1,"never ends\n1,x,4,0,0,0,1,Kept\n1,x,5,0,0,0,7,Wrong\n')
    assert what_is_wrong(path) == [
        "comments.csv, line 5: not a CSV row (a quote is opened and never closed)",
        "comments.csv, line 7: the moderated is '7', not -1, 0 or 1",
    ]
    assert [c.id for c in read_conversation(path, skip_bad=True).comments] == [0, 1, 2, 4]


def test_the_digest_is_that_of_the_content(folder: MakeFolder):
    first = read_conversation(folder()).digest()
    assert read_conversation(folder(votes=VOTES.replace(",x,", ",another column,"))).digest() == first
    assert read_conversation(folder(votes=VOTES.replace("0,1,1\n", "0,1,0\n"))).digest() != first
    assert read_conversation(folder(comments=COMMENTS.replace("lift", "loft"))).digest() != first
    assert read_conversation(folder(summary="topic,Another\n")).digest() != first


@pytest.mark.parametrize("path", each_real_folder())
def test_real_conversations_are_read_whole(path: Path):
    talk = read_conversation(path)
    for name, found in (("comments.csv", talk.comments), ("votes.csv", talk.events)):
        with (path / name).open(encoding="utf-8", newline="") as lines:
            assert len(found) == sum(1 for _ in csv.DictReader(lines))
    assert talk.left_out == []
    assert talk.topic
