"""The checks find what they should, in time, and only advise."""

import itertools
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.rules import checks_advert, checks_personal, checks_repeats, checks_words
from app.rules.checks import (
    MOST_SIGNS,
    PERSONAL,
    Advice,
    Follows,
    Found,
    Held,
    Kind,
    apart,
    first_posts,
    held_for,
    news,
    outcome,
)
from app.rules.trust import Step

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

HELD = Advice(Kind.ADVERT, Follows.HOLD)
FLAGGED = Advice(Kind.FLOOD, Follows.FLAG)


# -- What follows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("advice", "step", "follows"),
    [
        ([], Step.NEW, Follows.NOTHING),
        ([Advice(Kind.ADVERT, Follows.NOTHING)], Step.NEW, Follows.NOTHING),
        ([FLAGGED], Step.NEW, Follows.FLAG),
        ([FLAGGED, HELD], Step.NEW, Follows.HOLD),
        ([HELD], Step.FAMILIAR, Follows.HOLD),
        ([HELD], Step.TRUSTED, Follows.FLAG),
    ],
)
def test_what_follows_from_advice(advice, step, follows):
    assert outcome(advice, step) is follows


@pytest.mark.parametrize(
    ("restrained", "posted", "first", "follows", "held"),
    [
        (False, 0, 0, Follows.NOTHING, None),
        (False, 0, 0, Follows.FLAG, None),
        (False, 0, 1, Follows.NOTHING, Held.FIRST_POSTS),
        (False, 1, 1, Follows.NOTHING, None),
        (False, 5, 1, Follows.HOLD, Held.CHECKS),
        (True, 500, 0, Follows.NOTHING, Held.HOLD_FIRST),
    ],
)
def test_why_a_text_waits(restrained, posted, first, follows, held):
    assert held_for(restrained=restrained, posted=posted, first_posts=first, follows=follows) is held


def test_a_round_s_own_number_goes_before_the_site_s():
    assert [first_posts(3, here) for here in (None, 0, 5)] == [3, 0, 5]


def test_a_person_is_warned_of_each_kind_once_and_of_personal_data_alone():
    kinds = [Kind.EMAIL, Kind.PHONE, Kind.ADVERT, Kind.PHONE]
    assert news(kinds, []) == [Kind.PHONE, Kind.EMAIL]
    assert news(kinds, ["phone", "nonsense"]) == [Kind.EMAIL]
    assert news(kinds, PERSONAL) == []


@given(st.lists(st.builds(Found, st.integers(0, 40), st.integers(41, 80), st.sampled_from(Kind))))
def test_what_is_found_never_overlaps(found):
    kept = apart(found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(kept))
    assert bool(kept) == bool(found)
    assert set(kept) <= set(found)


def test_of_two_that_begin_together_the_longer_stands():
    assert apart([Found(0, 4, Kind.PHONE), Found(0, 9, Kind.CARD), Found(3, 12, Kind.BANK)]) == [Found(0, 9, Kind.CARD)]


# -- Personal data --------------------------------------------------------------------------------------------------


def kinds(text):
    return {(one.kind.value, text[one.start : one.end]) for one in checks_personal.personal(text)}


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Ring me on 07700 900123 please", "phone", "07700 900123"),
        ("+44 7700 900123", "phone", "+44 7700 900123"),
        ("+44 (0)20 7946 0123", "phone", "+44 (0)20 7946 0123"),
        ("(01632) 960 114", "phone", "(01632) 960 114"),
        ("02079460123", "phone", "02079460123"),
        ("write to amina.yusuf@example.org.", "email", "amina.yusuf@example.org"),
        ("I am at M14 5RX, third floor", "postcode", "M14 5RX"),
        ("sw1a 1aa", "postcode", "sw1a 1aa"),
        ("my NI is QQ 12 34 56 C", "ni_number", None),
        ("my NI is AB 12 34 56 C", "ni_number", "AB 12 34 56 C"),
        ("ab123456c", "ni_number", "ab123456c"),
        ("pay 4111 1111 1111 1111 now", "card", "4111 1111 1111 1111"),
        ("4111-1111-1111-1111", "card", "4111-1111-1111-1111"),
        ("4111 1111 1111 1112", "card", None),
        ("12-34-56 and 12345678", "bank", "12-34-56 and 12345678"),
        ("sort code: 123456", "bank", "123456"),
        ("my account number is 31926819", "bank", "31926819"),
    ],
)
def test_personal_data_is_found(text, kind, said):
    found = {words for name, words in kinds(text) if name == kind}
    assert found == ({said} if said else set())


@pytest.mark.parametrize(
    "text",
    [
        "Growth from $50bn to $240bn between 2010 and 2015.",
        "It costs £1,200,000 over 10 years, or 0.0721345678 of the budget.",
        "Bus 142 at 07:15, room B12, form P45, bands A-D, MP3s.",
        "Between M14 and M20 nobody answers.",
        "On the M1 3rd exit, E1 2nd floor, A1 1st left.",
        "Model XX1 2AB of the boiler; QQ 12 of them.",
        "Meeting on 12-11-26 about 4,000 homes.",
        "An account of what happened: sort it out.",
        "They lost my sort code and then the account number too.",
        "Ring 101, 111 or 999; the council is on 0300 123 4567.",
        "@amina said so. Look at section 3.2.1.4 of the plan.",
        "Order 1234 5678 9012 3456 was lost.",
    ],
)
def test_figures_that_are_nobodys_are_left_alone(text):
    assert kinds(text) == set()


def test_what_is_said_before_a_number():
    text = "My NHS number is 9434765919"
    assert checks_personal.said_before(checks_personal.NHS_WORD, text, text.index("9434"))
    far = "NHS" + " x" * 60 + " 9434765919"
    assert not checks_personal.said_before(checks_personal.NHS_WORD, far, far.index("9434"))


@given(st.integers(0, 10**15))
def test_every_number_has_one_check_digit_that_fits(number):
    assert sum(checks_personal.luhn(f"{number}{digit}") for digit in range(10)) == 1


@given(st.text())
@example("\u202e" + "a@" * 50)
def test_what_is_found_lies_in_the_text(text):
    for one in checks_personal.personal(text):
        assert 0 <= one.start < one.end <= len(text)


# -- Words, links, names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("no link, e.g. nothing. Really.no", 0),
        ("see https://example.org/a?b=c and www.example.org", 2),
        ("[one](https://a.example/x) [two](http://b.example)", 2),
        ("visit cheap-pills.biz today", 1),
        ("mail joe@example.org", 0),
    ],
)
def test_links_are_counted(text, number):
    assert checks_words.links(text) == number


def test_pictures_are_counted():
    assert checks_words.pictures("![a](b.png) <img src=x> !not") == 2


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("You VERMIN!", ["vermin"], ["VERMIN"]),
        ("verminous", ["vermin"], []),
        ("verminous", ["vermin*"], ["verminous"]),
        ("go  home\tnow", ["go home"], ["go  home"]),
        ("a.b", ["a+b"], []),
        ("wherever", ["her"], []),
        ("Ärgerlich", ["ärgerlich"], ["Ärgerlich"]),
        ("滚出去", ["滚出去"], ["滚出去"]),
        ("anything", [], []),
        ("go home now", ["go home", "go home now"], ["go home now"]),
    ],
)
def test_watched_words_are_found_whole(text, words, said):
    found = checks_words.watched(text, words)
    assert [text[one.start : one.end] for one in found] == said
    assert all(one.kind is Kind.WATCHED for one in found)


@pytest.mark.parametrize(
    ("given", "kept"), [("  Go   HOME ", "go home"), ("***", ""), ("", ""), ("Straße*", "strasse*")]
)
def test_a_watched_word_is_kept_folded(given, kept):
    assert checks_words.clean_watched(given) == kept


@given(st.lists(st.text(min_size=1).map(checks_words.clean_watched).filter(bool)), st.text())
def test_no_word_on_the_list_breaks_the_search(words, text):
    for one in checks_words.watched(text, words):
        assert text[one.start : one.end]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("THE COUNCIL NEVER LISTENS TO ANYBODY AND THIS IS A SCANDAL FOR ALL OF US", ("capitals",)),
        ("NHS GP HMRC", None),
        ("Z" + "\u0351" * 40 + "a", ("towers",)),
        ("harmless \u202eegassem", ("turned",)),
        ("Xin chào các bạn, đường phố không an toàn vào ban đêm nữa rồi đấy nhé bà con ơi", None),
        ("探討法律、稅務、安全等問題時，應先理解供需，為什麼民眾會選擇？簡單說就是機會成本的選擇，搭乘比搭乘計程車得到的更多。制定新的控管規定外", None),
        ("هذا الشارع مظلم جدا في الليل ونحن نخاف أن نسقط عندما نعود إلى البيت بعد الصلاة كل يوم", None),
        ("यह सड़क रात में बहुत अंधेरी है और हम गिरने से डरते हैं जब हम शाम को घर लौटते हैं", None),
    ],
)  # fmt: skip
def test_what_can_hardly_be_read_and_every_language_can(text, why):
    found = checks_words.unreadable(text)
    assert (found.why if found else None) == why


# -- Adverts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "CONGRATULATIONS! You have been selected to win £5000 cash. Call 09061 234567 now to claim. T&Cs apply, 18+",
        "Txt WIN to 80123 for your FREE entry. 150p/msg. Reply STOP to end",
        "Earn £500 a day working from home! Visit our website www.easy-money.biz and join now",
        "Cheap viagra, no prescription. Order now at https://bit.ly/abc123",
        "Buy 5000 real followers today, best prices: www.likes4u.shop",
        "Hot singles waiting for you! Chat now free, text MEET to 69123",
        "Need essay writing help? 20% off this week only, whatsapp +44 7700 900123",
        "Quick loans from £500, bad credit welcome. Apply now 0800 123 4567",
    ],
)
def test_an_advert_waits(text):
    advice = checks_advert.advert(text)
    assert advice is not None
    assert advice.follows is Follows.HOLD
    assert len(advice.why) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "Free bus travel for everybody under 25 would cost £12 million a year.",
        "Call the repairs line and you wait an hour. I have rung four times this week!",
        "Just some peasant at the bottom of the rung, that is how the council treats us.",
        "The contractor won the award last year and still nobody answers.",
        "Please read https://www.gov.uk/housing before you vote on this.",
        "URGENT: the lift in Brindle House is broken again, my mother is 81.",
        "Call me on 01632 960 555.",
        "You can ring me on 07700 900123 after six.",
        "Ring Mrs P first on 01632 960 271, she will show you the lights.",
        "We pay 50p more per trip than in Leeds. It should be 20% off for pensioners.",
    ],
)
def test_a_resident_does_not(text):
    advice = checks_advert.advert(text)
    assert advice is None or advice.follows is Follows.FLAG


def test_no_sign_holds_a_text_alone_and_each_has_a_name_of_its_own():
    assert max(sign.weight for sign in checks_advert.SIGNS) < checks_advert.HOLD_AT
    names = [sign.name for sign in checks_advert.SIGNS]
    assert len(names) == len(set(names))


def test_an_address_full_of_figures_is_no_advert_by_itself():
    address = "https://example.org/%E8%AD%A6%E6%89%AE%E5%AE%A2%E7%A0%B4%E7%89%8C%E8%BB%8A-%E6%8B%985"
    assert checks_advert.advert(address) is None


# -- Again and again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("likeness", "follows"),
    [([], None), ([89.9, 10], None), ([90], Follows.FLAG), ([100, 95, 3], Follows.HOLD)],
)
def test_the_same_words_again(likeness, follows):
    advice = checks_repeats.repeat(likeness)
    assert (advice.follows if advice else None) is follows


def test_very_many_texts_in_a_short_time_are_told():
    minute = timedelta(minutes=1)
    slow = [NOW - n * minute for n in range(1, 40)]
    assert checks_repeats.flood(slow, NOW) is None
    quick = [NOW - n * timedelta(seconds=20) for n in range(1, 10)]
    assert checks_repeats.flood(quick, NOW).follows is Follows.FLAG
    assert checks_repeats.flood(quick[1:], NOW) is None


# -- Nobody can stall them ------------------------------------------------------------------------------------------

ATTACKS = {
    "brackets": "[" * 10_000,
    "ten megabytes": "x y " * 2_500_000,
    "figures": "1" * MOST_SIGNS,
    "spaced figures": "1 " * MOST_SIGNS,
    "one letter": "a" * MOST_SIGNS,
    "at signs": "a@" * MOST_SIGNS,
    "dots": "a." * MOST_SIGNS,
    "spaces": " " * MOST_SIGNS,
    "lines": "\n" * MOST_SIGNS,
    "text to": "text to " * MOST_SIGNS,
    "have been": "you have been " * MOST_SIGNS,
    "meet a": "meet a a a " * MOST_SIGNS,
    "million": "million " * MOST_SIGNS,
    "telephones": "07700 900123 " * MOST_SIGNS,
    "zalgo": "z\u0351\u0352" * MOST_SIGNS,
    "overrides": "\u202e" * MOST_SIGNS,
    "growing letters": "\ufdfa" * MOST_SIGNS,  # One sign that becomes eighteen when it is made plain.
}

MOST_SECONDS = 5
"""Processor time for all checks of one text: fifty times what they take, so that only a stall can reach it."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_stalls_the_checks(attack):
    text = ATTACKS[attack]
    begun = time.process_time()
    checks_personal.personal(text)
    checks_advert.read(text)
    checks_words.unreadable(text)
    checks_words.watched(text, ["go home", "vermin*", "a a*"])
    for count in (checks_words.links, checks_words.pictures):
        count(text)
    assert time.process_time() - begun < MOST_SECONDS


def test_patterns_are_short_enough_to_be_read():
    assert all(len(one) < 1_000 for sign in checks_advert.SIGNS for one in re.split(r"\|\\b", sign.pattern.pattern))
