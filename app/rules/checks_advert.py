"""Whether a text reads like an advert or a trick: a sum of signs that anybody can look up here.

Each sign is something that sellers and swindlers do and residents rarely do, with a weight. One or two of them prove
nothing: people write about prizes, prices, free buses and telephone numbers. A text waits for a moderator where several
come together. The signs were thought out and weighed by hand; real messages tested them and never set them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.rules.checks import MOST_SIGNS, Advice, Follows, Kind

HOLD_AT = 3
"""Weight from which a text waits. No sign weighs as much alone: at least two must come together."""

FLAG_AT = 2
"""Weight from which a moderator is told."""

SHORT_CAPITALS = 20
"""Letters from which capitals are counted."""

LOUD = 0.25
"""Share of capitals, beyond what a sentence has, that shouts for notice."""

FULL_OF_FIGURES = 0.1
"""Share of figures in a text: prices, codes and numbers to call crowd an advert, not a conversation."""


@dataclass(frozen=True)
class Sign:
    """One thing that adverts do. `name` is what the moderator reads in words; each counts once."""

    name: str
    weight: int
    pattern: re.Pattern[str]


def _sign(name: str, weight: int, *patterns: str) -> Sign:
    return Sign(name, weight, re.compile("|".join(patterns)))


_GAP = r"(?:\W{1,4}\w{1,20}){0,5}\W{1,4}"
"""Up to five words in between."""

_NUMBER = r"(?:\+?\d[ -]?){9,12}\d"

SIGNS = (
    _sign(
        "pays_by_text", 2,
        rf"\b(?:te?xt|send|sms|reply|answer){_GAP}to:? ?\d{{4,6}}\b", r"\b(?:te?xt|sms) ?(?:to|on)?:? ?\d{4,6}\b",
        r"\bto (?:no:? ?)?[1-9]\d{4}\b",
    ),
    _sign(
        "price_of_a_message", 2,
        r"\b\d{2,3} ?p\W{0,2}(?:per|a|/|x|ea|each)? ?(?:msgs?|te?xts?|sms|mins?|minutes?|calls?|wk|week|day)\b",
        r"\b\d{2,3}ppm\b", r"£ ?\d{1,2}(?:\.\d\d)? ?(?:per|/|a) ?(?:msg|message|te?xt|sms|min|minute|wk)\b",
        r"\b\d{2,3}p\b.{0,20}\brcvd?\b", r"\bpremium rate\b", r"\bstd (?:te?xt|rates?|chgs?|netw?o?r?k?)\b",
        r"\bnetwork (?:charge|rate)s?\b", r"\bmsgs? ?@ ?\d", r"(?:£|gbp) ?\d\.\d\d ?(?:/|per)", r"\b\d{2,3}p(?:/|pm\b)",
    ),
    _sign("dear_number", 2, r"(?<!\d)(?:09\d{2}|087\d|084\d|070\d)[ -]?(?:\d[ -]?){5,7}\d(?!\d)"),
    _sign(
        "call_a_number", 1,
        rf"\b(?:call|ring|phone|dial|te?xt|whats ?app|sms|contact)\b{_GAP}(?:on |at |us )?\+?\d[\d -]{{8,15}}\d",
        rf"\b(?:call|ring|dial|whats ?app)\b[^\n]{{0,40}}?{_NUMBER}",
    ),
    _sign(
        "prize", 2,
        r"\b(?:you|u|ur|have|has|you've|are|is) (?:have |has )?(?:won\b(?!')|been (?:\w{1,12} )?(?:selected|chosen|awarded|picked|invited))\b",
        r"\b(?:prizes?|jackpot|lottery|sweepstakes?|prize ?draw|(?:wkly|weekly|cash|free) (?:prize )?draw|giveaway)\b",
        r"\bwin (?:a|an|up|over|cash|free|£|\$|€|one|tickets|the latest|your)", r"\bwinners?\b.{0,40}[£$€\d]", r"\blucky day\b|\b(?:surprise|gift|reward|prize|delivery) (?:is )?(?:a?waiting|waits)\b",
        r"\b(?:lucky|guaranteed) (?:winner|numbers?|prize|cash|£)", r"\bu(?:r|nclaimed)? award(?:ed)?\b",
        r"\bguaranteed\b.{0,20}[£$€]", r"[£$€#] ?[\d,]{3,9}.{0,20}\b(?:cash|prize|award|bonus|voucher|gift)\b",
        r"\b(?:cash|prize|award|bonus|vouchers?|gift card)\b.{0,20}[£$€] ?\d{2}",
    ),
    _sign(
        "claim", 2,
        r"\bto (?:claim|redeem|collect)\b", r"\bclaim (?:your|ur|code|now|is|it|call|by)\b", r"\bredeem\b",
        r"\b(?:claim|identifier|discount|promo|booking|voucher|bonus) ?(?:code|no|id)\b", r"\bunredeemed\b|\bbonus points?\b",
    ),
    _sign(
        "charges", 2,
        r"\b(?:you|u|you've|you'll|ve|will|have) (?:have |will )?(?:be |been )?(?:charged|billed)\b", r"\b(?:subscription|order|membership|contract|content) (?:has been|is being|will be|was|is) (?:renewed|processed|activated|resent|sent|confirmed)\b",
        r"\b(?:added|charged) to (?:your|ur) (?:next |phone |mobile )?bill\b", r"\bcosts? ?£? ?\d{1,3}(?:\.\d\d|p)\b.{0,12}(?:msg|te?xt|min|call|wk)", r"\bbilling\b",
    ),
    _sign("pence", 1, r"\b\d{2,3} ?p\b|\bp/|\d{2,3}p[a-z/]|£ ?\d\.\d\d\b"),
    _sign("congratulations", 1, r"\bcongrat(?:s|ulations)\b"),
    _sign(
        "hurry", 1,
        r"\burgent\b", r"\bimportant (?:\w{1,16} )?(?:announcement|information|message|notice)\b", r"\bfinal (?:notice|reminder|attempt|chance|call)\b", r"\blast chance\b", r"\bact (?:now|fast)\b",
        r"\b(?:limited|short) (?:time|period|offer|stock)\b", r"\bhurry\b", r"\bexpires?\b", r"\bvalid (?:until|only|for|1?\d ?h)",
        r"\b(?:today|this week|this month|weekend) only\b", r"\bdon'?t (?:miss|delay|wait)\b", r"\bwhile stocks last\b",
        r"\b(?:call|text|reply|order|buy|apply|join|go|send|sign up|register|click|download|start|get it) (?:\w{1,8} )?now\b",
    ),
    _sign(
        "free_goods", 2,
        r"\bfree ?(?:msg|message|te?xts?|entry|ring ?tones?|tones?|gift|trial|minutes?|mins|phone|mobile|camera|camcorder|"
        r"delivery|quote|consultation|spins?|credits?|call|ipod|console|membership|sample|shipping|bonus|games?|nokia|samsung)\b",
        r"\bcompletely free\b|\b(?:for|4) free!", r"\bfree[!>*:]", r"\b(?:100|1000)% free\b", r"\babsolutely free\b", r"\bfree{_GAP}(?:mobile|phone|handset)\b".replace("{_GAP}", _GAP),
        r"\bcomplimentary\b", r"\bno (?:purchase|obligation|fee|risk)\b", r"\brisk[- ]free\b",
    ),
    _sign(
        "way_out", 2,
        r"\b(?:reply|te?xt|send|txt) [\"'“]?(?:stop|end|cancel|quit|no)\b", r"\bunsub(?:scribe)?\b", r"\bopt ?(?:-?)out\b|\d?optout",
        r"\bto (?:stop|end|cancel|opt)\b.{0,25}\b(?:te?xt|send|sms|reply|call|msgs?|messages|te?xts)\b", r"\bstop ?(?:sms|te?xts?|msgs?)\b",
        r"\bstop\b.{0,10}\d{5}",
    ),
    _sign(
        "small_print", 2,
        r"\bt(?:s|'s)? ?(?:&|n|and|&amp;) ?c(?:s|'s)?\b", r"\bterms (?:and|&) conditions\b", r"\bt&c\b|\bt&?cs\b",
        r"\b(?:over|age) ?1[68]\b|\b1[68] ?\+|\b1[68]s? (?:or )?(?:only|over|yrs)\b|\+1[68]\b", r"\bp\.?o\.? ?box ?\d",
        r"\bpobox", r"\bcustomer (?:service|care)s?\b|\bcust ?care\b|\bhelpline\b.{0,15}\d{6}|\bhelpdesk\b",
        r"\bsubs?criptions?\b.{0,40}\d", r"\bsubscrib\w{1,4}\b.{0,40}[£\d]", r"\bper (?:msg|wk)\b",
    ),
    _sign(
        "for_adults", 2,
        r"\b(?:horny|porn\w{0,6}|nudes|escorts?|milfs?|dogging|knickers|lingerie|strip ?tease|fetish|erotic|kinky|(?:hot|sexy|local|naked|single) (?:\w{1,8} )?(?:girls?|singles|women|babes|ladies|men|guys|pics|photos))\b|\bxxx[a-wyz]",
        r"\b(?:dating|chat|flirt|date) ?-?(?:service|line|site|agency|network|now|room|club)\b", r"\bsexy\b.{0,40}\b(?:text|txt|call|meet|chat|live)\b", r"\bmeet some(?:one|1) (?:sexy|new|special)\b",
        r"\bxxx (?:pics|pictures|videos?|movies?|clips|club)\b|\b(?:girls|ladies|women|guys|singles)\b.{0,12}\bwait(?:ing)? (?:for|4)\b", r"\bsecret admirer\b|\bsome(?:1|one) (?:\w{1,10} ){0,4}(?:fancies|likes|admires) (?:you|u)\b|\bfancy you\b|\bblind date\b",
        r"\b(?:meet|chat (?:to|with)|find) (?:\w{1,10} ){0,4}(?:singles|girls|guys|men|women|dates?|partner|love)\b", r"\badult (?:content|video|fun|chat)\b",
    ),
    _sign(
        "phone_goods", 2,
        r"\bring ?tones?\b|\b(?:your|ur|new|gr8|great|weekly|free|more) (?:\w{1,9} )?tones?\b", r"\b(?:poly(?:phonic)?s?|mono|real|true|nokia|cool|top) ?-?(?:ring)?tones?\b", r"\bwallpapers?\b",
        r"\b(?:latest|new|newest|top|camera|colour|video|half price) (?:\w{1,12} ){0,3}(?:mobiles?|phones?|handsets?|nokias?|motorola|samsung|iphone)\b",
        r"\b(?:anytime|cross network|off ?peak|any network|free|unlimited) (?:\w{1,9} )?(?:mins|minutes|te?xts?|calls)\b",
        r"\b(?:upgrade|update) (?:\w{1,12} ){0,4}(?:mobile|phone|handset)\b", r"\b(?:line|sim) ?(?:rental|only|deal)\b",
        r"\bhoroscope\b|\bstar sign\b|\bpsychic\b|\btarot\b", r"\b(?:games?|tones|quiz|club|logos?|pics|picture messages?)\b.{0,60}\b(?:te?xt|reply|download|wap)\b",
    ),
    _sign(
        "dear_customer", 2,
        r"\b(?:for|dear) (?:all )?(?:\w{1,12} )?(?:users?|customers?|holders?|subscribers?|winner|friend|valued \w{1,12})\b",
        r"\byou will receive\b|\bfor your (?:mobile|phone)\b",
    ),
    _sign(
        "your_account", 1,
        r"\b(?:you'?re?|ur) (?:mobile|phone|account|number|no|award|credit|sim|subscription|bonus|txt|entry)\b",
        r"\bmissed (?:your )?calls?\b|\bnew (?:voice ?)?(?:message|msg|voicemail)s?\b|\bvoicemail\b|\bleft (?:no|a) message\b", r"\baccount (?:statement|suspended|verification)\b", r"\bvalued\b", r"\b(?:our|a) (?:customer|records|offer|representative|operator)\b", r"\bprivate!",
        r"\b(?:tried|trying|attempt\w{0,2}|waiting) (?:to )?(?:contact|reach|call)\b",
        r"\b(?:you|u)(?:r|'re| are| r)? (?:\w{1,10} )?(?:entitled|eligible|pre-?approved|invited|entered|subscribed)\b",
    ),
    _sign(
        "quick_money", 2,
        r"\b(?:casino|poker|online betting|free spins|bitcoin|crypto(?:currency)?|forex|binary options|nft|trading signals)\b",
        r"\b(?:payday|quick|instant|fast|personal|unsecured|secured) (?:loans?|cash|credit)\b", r"\bloans? (?:for|from|of|up to|available|any)\b.{0,20}(?:[£$€]|purpose)|\bbad credit\b|\bdebt (?:consolidation|free|relief)\b|\brefinanc\w{1,4}\b",
        r"\b(?:earn|make|making|earning) (?:up to |over |extra )?[£$€] ?\d", r"\b(?:work|earn|money|income|job) from home\b",
        r"\b(?:double|multiply) your (?:money|income)\b", r"\bpassive income\b|\bget rich\b|\bcash ?back\b.{0,30}%|\binvest (?:now|with us|today)\b", r"\bguaranteed (?:returns?|profit|income|approval)\b",
        r"\bstrong[- ]buy\b|\bhot stock\b|\bpenny stocks?\b|\bnasdaq\b.{0,40}\d|\bup (?:over )?\d{3,4} ?%",
        r"\b(?:million|inheritance|beneficiary|next of kin|western union|wire transfer)\b.{0,60}\b(?:dollars|usd|funds?|transfer|bank|attorney|late)\b",
    ),
    _sign(
        "cures", 2,
        r"\b(?:viagra|cialis|levitra|xanax|tramadol|botox|cbd|keto|steroids?)\b",
        r"\b(?:weight loss|lose weight|fat burn\w{1,4}|miracle|male enhancement|slimming|hair loss|anti-?ag(?:e)?ing)\b.{0,40}\b(?:pills?|cure|tea|product|cream|buy|order|formula|now)\b",
        r"\bonline pharmacy\b|\bno prescription\b",
    ),
    _sign(
        "sells", 2,
        r"\b(?:buy|order|shop|book|hire) (?:\w{1,12} ){0,2}(?:now|today|online|here)\b", r"\b(?:buy|get|yours|order|tickets?|join|all) (?:\w{1,8} )?(?:for |from )(?:just|only) £? ?\d",
        r"\bselling fast\b|\b(?:now )?on sale (?:now|from|at)\b|\bsale (?:now on|ends)\b|\bnow on sale\b|\bcollect yours\b", r"\b(?:best|lowest|cheap(?:est)?|unbeatable) (?:prices?|deals?|offers?)\b",
        r"\b\d{1,2} ?% (?:off|discount) ?(?:!|\b(?:all|any|your|everything|today|this|on|when|with|now)\b)", r"\b(?:special|exclusive|amazing|today'?s|xmas|christmas|great|fantastic) (?:offers?|deals?|discounts?|price)\b", r"\b(?:discount|promo) codes?\b", r"\bhalf[- ]price\b",
        r"\b(?:from|only|just|for) £ ?\d{1,4}(?:\.\d\d)?[!* ]{1,2}(?:www|http|call|text|buy|tel|order|!)", r"\bmoney ?-?back guarantee\b|\bwholesale\b|\breplica\b|\brolex\b",
        r"\b(?:visit|check out|see|log ?on to|go to|follow) (?:our|my|us|the) (?:\w{1,10} )?(?:web ?site|site|page|shop|store|channel|profile|link|blog)\b", r"\bclick (?:here|the link|on|below|this)\b|\blink in bio\b",
    ),
    _sign(
        "search_tricks", 2,
        r"\bback ?links?\b|\bseo\b|\b(?:rank|traffic)\b.{0,30}\b(?:google|website|site)\b|\bguest posts?\b", r"\b(?:buy|get|gain|more|real) (?:\w{1,10} ){0,2}(?:followers|likes|subscribers|views|reviews)\b",
        r"\b(?:essay|dissertation|assignment|homework) (?:writing|help|writers?|service)\b|\bweb ?site (?:design|development) (?:service|company|agency)\b",
        r"\b(?:whats ?app|telegram)\b.{0,25}(?:\+?\d[\d -]{6,15}|@\w|t\.me|wa\.me)|\b(?:t|wa)\.me/",
    ),
    _sign(
        "address", 1,
        r"https?://", r"\bwww\.", r"(?<![@\w])[a-z0-9-]{2,40}\.(?:com|net|co\.uk|org|biz|info|tv|mobi|ru|xyz|top|shop|online|click|icu)\b", r"\bwap\b",
    ),
    _sign(
        "hidden_address", 2,
        r"\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|is\.gd|ow\.ly|cutt\.ly|rb\.gy|shorturl\.at|rebrand\.ly|buff\.ly)/\w", r"\[url|<a href",
    ),
    _sign("stretched", 1, r"!{2,}|\*{3,}|\${2,}|£{2,}|>{2,}|★|☆|💰|🤑|💵|🔥|👉|🎁|✅"),
)  # fmt: skip
"""Every sign. Names of goods and prices are listed by kind; no pattern can look over more than a line or so at a time."""


_CODE_WORD = re.compile(
    r"\b(?:[Rr]eply|[Tt]e?xt|[Ss]end|[Aa]nswer|[Gg]et|REPLY|TE?XT|SEND|ANSWER)(?:ing)? (?:(?:back|the word|with|in|ur|your|me) ){0,3}[\"'“]?"
    r"(?:[A-Z][A-Z0-9]{1,15}\b|A, B|name and (?:age|address|date)|age\b)"
)
_ADDRESS = re.compile(r"https?://\S{1,2000}")
_ORDINARY_NUMBER = re.compile(r"(?<!\d)(?:\+44 ?|0)[127](?:[ -]?\d){8,9}(?!\d)")
_LOUD_FREE = re.compile(r"\bFREE[A-Z]{0,5}\b")
_CODE = re.compile(r"(?<![\w./])(?=[A-Za-z0-9]{0,12}[A-Za-z]{2})(?=[A-Za-z0-9]{0,12}[0-9]{2})[A-Za-z0-9]{6,24}(?!\w)")


@dataclass(frozen=True)
class Reading:
    """What a text was found to do, and what that weighs together."""

    weight: int
    signs: tuple[str, ...]


def read(text: str) -> Reading:
    """The signs of an advert in a text, in the order of the list above."""
    plain = _plain(text)
    found = [(sign.name, sign.weight) for sign in SIGNS if sign.pattern.search(plain)]
    found += [(name, weight) for name, weight, is_so in _as_typed(text[:MOST_SIGNS]) if is_so]
    return Reading(sum(weight for _, weight in found), tuple(name for name, _ in found))


def advert(text: str) -> Advice | None:
    """What follows where a text reads like an advert; none where it does not."""
    reading = read(text)
    if reading.weight < FLAG_AT:
        return None
    return Advice(Kind.ADVERT, Follows.HOLD if reading.weight >= HOLD_AT else Follows.FLAG, reading.signs)


def _plain(text: str) -> str:
    """One line in small letters, with plain figures and quotes, so that a sign is found however it is dressed."""
    folded = unicodedata.normalize("NFKC", text[:MOST_SIGNS]).casefold().replace("’", "'")
    return " ".join(folded[:MOST_SIGNS].split())


def _as_typed(text: str) -> Iterator[tuple[str, int, bool]]:
    """Signs that small letters would hide. An address is full of figures and capitals that nobody chose."""
    text = _ADDRESS.sub(" ", text)
    letters = [sign for sign in text if sign.isalpha()]
    without = _ORDINARY_NUMBER.sub("", text, count=1)  # One number to ring is anybody's.
    figures = sum(map(str.isdecimal, without))
    yield "capitals", 1, len(letters) >= SHORT_CAPITALS and sum(map(str.isupper, letters)) >= LOUD * len(letters)
    yield "figures", 1, len(text) >= SHORT_CAPITALS and figures >= FULL_OF_FIGURES * len(without)
    yield "code_word", 2, _CODE_WORD.search(text) is not None
    yield "loud_free", 2, _LOUD_FREE.search(text) is not None
    yield "codes", 1, _CODE.search(text) is not None
