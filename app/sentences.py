"""The reasons of `rules.permissions`, in words: what happened, what is kept, what to do."""

from flask_babel import lazy_gettext as _l

from app.rules.permissions import No
from app.rules.refusals import Conflict, Refused, SignInFirst, StaffOnly

SENTENCES = {
    No.STRANGER: _l("Sign in first. What you were doing goes on after that."),
    No.SILENCED: _l(
        "A moderator has decided that you only read for a time. Nothing was changed. Your notices say why, until when, "
        "and how to appeal."
    ),
    No.ORGANISATION: _l(
        "An organisation does not vote. The people in it can: each signs in with an account of their own."
    ),
    No.NOT_YET: _l("This has not opened yet. Nothing was changed. The round’s page says when it opens."),
    No.TOO_LATE: _l("This has closed. Nothing was changed, and you can still comment until the round closes."),
    No.NO_SUCH_PHASE: _l("This round does without that step. Nothing was changed. The round’s page shows its steps."),
    No.ROUND_CLOSED: _l("This round has closed. Nothing was changed. All that was said in it can still be read."),
    No.ROUND_CANCELLED: _l("This round was called off. Nothing was changed. Its page says why."),
    No.VOTED_IN: _l(
        "People have voted in this round, so it stays open. Nothing was changed. You can give it more time, or call it off."
    ),
    No.LOCKED: _l("A moderator has locked this discussion. Nothing was posted. You can still read it."),
    No.OWN: _l("This is your own, so others are the ones to judge it. Nothing was changed."),
    No.NOT_OWN: _l("Only the person who wrote this can change it. Nothing was changed."),
    No.UNAVAILABLE: _l("This has been taken down, so it cannot be answered. Nothing was changed."),
    No.WRONG_LINK: _l("An idea answers needs, and a proposal builds on ideas. Nothing was linked."),
    No.TOO_MANY_SPACES: _l(
        "You look after as many spaces as one person may. Nothing was made. Close one, or let another moderator have it."
    ),
    No.INVITATIONS_TODAY: _l("You have invited as many as one person may in a day. Nothing was sent. Go on tomorrow."),
    No.NOT_OPEN_SPACE: _l("This space is not open to all. Nothing was changed. Its page says how to come in."),
    No.NO_REQUESTS: _l("This space takes no requests. Nothing was sent. Its page says how to come in."),
    No.SPACE_CLOSED: _l("This space is closed. Nothing was changed. What was said in it can still be read."),
    No.PUT_OUT: _l(
        "A moderator of this space put you out, so an invitation brings you back, or an appeal. Nothing was changed. Your "
        "notices say why, and how to appeal."
    ),
    No.NOT_SPACE_MODERATOR: _l("Only the moderators of this space do that. Nothing was changed."),
    No.WRITTEN_FOR_MEMBERS: _l(
        "People wrote here for members alone, so this space cannot be opened to everybody. Nothing was changed. Make a new space for what everybody may read."
    ),
    No.LAST_SPACE_MODERATOR: _l(
        "This is the last moderator of the space. Nothing was changed; make somebody else a moderator first, or close it."
    ),
    No.NOT_IN_SPACE: _l("Only members of this space write here. Nothing was posted. Join it first, on its page."),
    No.HELD_NOT_HERE: _l(
        "A moderator of the site reads first what you post for now, and does not read in spaces. Nothing was posted. Your "
        "notices say until when, and how to appeal."
    ),
    No.ASKED_ALREADY: _l("You have asked already, and a moderator of the space will answer. Nothing was sent twice."),
    No.NOT_IN_A_SPACE: _l("Only members of this space see this. Nothing was changed."),
    No.NOT_ANSWERABLE: _l("Only commissioners say which reply answers a question. Nothing was changed."),
    No.NO_ANSWER_TO_IT: _l("Only a reply below the question can be its answer. Nothing was changed."),
    No.NOT_COMMISSIONER: _l("Only commissioners run rounds. Nothing was changed."),
    No.NOT_MODERATOR: _l("Only moderators decide on reports. Nothing was changed."),
    No.OWN_DECISION: _l(
        "A moderator never judges their own words, or what is said below them. Nothing was changed; leave it to a colleague."
    ),
    No.SPOKE_HERE: _l(
        "You took part in this discussion, so a colleague decides. Nothing was changed, and it stays open for them."
    ),
    No.SCORES: _l(
        "You score or decide in this round, so a colleague decides. Nothing was changed, and it stays open for them."
    ),
    No.CASE_CLOSED: _l("A colleague has decided this case already. Your decision was not needed; theirs stands."),
    No.CASE_HELD: _l(
        "A colleague has taken this case. Nothing was changed. It comes back to the queue if they do not decide it."
    ),
    No.REMOVED_BY_YOU: _l(
        "You removed this yourself, so a colleague, or an appeal, brings it back. Nothing was changed."
    ),
    No.NO_PICTURE: _l("There is no picture beside this name any more. Nothing was changed."),
    No.NOT_RESTRAINED: _l("Nothing holds this person any more. Your decision was not needed."),
    No.HOLDS_OFFICE: _l(
        "This person helps to run the site, so an administrator takes the role from them first. Nothing was changed."
    ),
    No.NOT_YOURS: _l("Only the person whom a decision concerns can appeal against it. Nothing was sent."),
    No.NOTHING_TAKEN: _l("This decision took nothing away, so there is nothing to appeal against. Nothing was sent."),
    No.APPEALED_ALREADY: _l(
        "You have appealed already, and a colleague of the moderator looks at it. Nothing was sent twice."
    ),
    No.APPEAL_TOO_LATE: _l("The time for an appeal has passed. Nothing was sent. You can still call or write to us."),
    No.OWN_DECIDED: _l("You made the decision, so a colleague answers the appeal. Nothing was changed."),
    No.APPEAL_ANSWERED: _l("A colleague has answered this appeal already. Your answer was not needed; theirs stands."),
    No.BELONGS_THERE: _l(
        "You belong to the space in which this was decided, so a colleague who does not answers. Nothing was changed."
    ),
    No.WITH_SITE_ALREADY: _l("The moderators of the site look at your appeal already. Nothing was sent twice."),
    No.PRIVATE_NOW: _l(
        "This space is secret by now, so nobody outside reads its name. Nothing was changed. You can still keep it as it is."
    ),
    No.SAME_WORDS: _l(
        "Moderators of the site have hidden this name, or these words. Nothing was changed. Write others, or appeal."
    ),
    No.SLOWED: _l(
        "A moderator has slowed this discussion: ten minutes between two comments. Nothing was posted; your words are kept."
    ),
    No.CLOSED_TO_NEW: _l(
        "A moderator has closed this discussion to new accounts for a few days. Nothing was posted; your words are kept."
    ),
    No.ALREADY_HIDDEN: _l("A colleague has hidden this already. Your decision was not needed; theirs stands."),
    No.NOT_HIDDEN: _l("This is not hidden any more. Your decision was not needed; the one before stands."),
    No.ALREADY_LOCKED: _l("A colleague has locked this discussion already. Your decision was not needed."),
    No.NOT_LOCKED: _l("This discussion is open already. Your decision was not needed."),
    No.LATEST_VERSION: _l("This is the version on the page. Nothing was changed; hide the whole text instead."),
    No.OWN_REPORT: _l("These are your own words. Nothing was sent; you can change them or take them back yourself."),
    No.NOT_ADMINISTRATOR: _l("Only administrators give roles. Nothing was changed."),
    No.OWN_ROLES: _l("Nobody changes their own roles. Nothing was changed; ask another administrator."),
    No.LAST_ADMINISTRATOR: _l("This is the last administrator. Nothing was changed; name another one first."),
    No.OWN_SECOND_FACTOR: _l(
        "You switch off your own second code on your account’s page, with your password. Nothing was changed."
    ),
    No.NO_SECOND_FACTOR: _l("This person has no second code switched on any more. Nothing was changed."),
    No.NOT_VERIFIER: _l("Only facilitators and administrators say who lives here. Nothing was changed."),
    No.OWN_VERIFICATION: _l("Nobody verifies themselves. Nothing was changed; a colleague can do it."),
    No.BADGE_LIVES_NOWHERE: _l(
        "An organisation lives nowhere and does not vote, so there is nothing to show. Nothing was changed. "
        "The people in it can show that they live here, each with an account of their own."
    ),
    No.VERIFIED_ALREADY: _l("This was shown before. Nothing was changed, and a code that was typed now is still good."),
    No.AREA_SHOWN: _l(
        "The area was shown by a letter or to staff, so it stays. Nothing was changed. After a move, staff can change it."
    ),
    No.OWN_LETTERS: _l(
        "You printed this letter yourself, and nobody verifies themselves. Nothing was changed. A colleague can do it."
    ),
    No.CODE_UNKNOWN: _l("No letter has this code. Nothing was changed. Look at the letter again, sign by sign."),
    No.CODE_USED: _l(
        "This code was used before, and each code works once. Nothing was changed. If it was not you, call us."
    ),
    No.CODE_WITHDRAWN: _l(
        "We took this letter back, so its code is void. Nothing was changed. Ask us for a new letter."
    ),
    No.CODE_EXPIRED: _l("This letter is too old: its code has run out. Nothing was changed. Ask us for a new letter."),
    No.NOT_WATCHER: _l("This is for moderators and commissioners. Nothing was changed."),
    No.OWN_VOTES: _l("These are your own votes, so others judge them. Nothing was changed."),
    No.SAME_PERSON: _l(
        "You proposed this yourself, and it takes two people. Nothing was changed. Ask a colleague to look at it."
    ),
    No.ALREADY_CONFIRMED: _l("A colleague has confirmed this already. Nothing more was changed."),
    No.ALREADY_LIFTED: _l("This was lifted already. Nothing more was changed. You can propose it anew."),
    No.ALREADY_SETTLED: _l("A colleague has decided on this already, or its author took it back. Nothing was changed."),
    No.NOT_VERIFIED: _l(
        "This is for people who have shown that they live here, so that everybody counts once. Nothing was changed. "
        "You can show it on your account’s page."
    ),
    No.TOO_MANY_PROPOSALS: _l(
        "People are answering three proposals of yours already. Nothing was proposed. Wait until one of them has closed."
    ),
    No.FIRST_RULE_STAYS: _l("The first rule always stands. Nothing was proposed. You can propose other words for it."),
    No.ANSWERS_OPEN: _l("People are still answering. Nothing was changed. Come back when it has closed."),
    No.ANSWERS_CLOSED: _l("This has closed. Nothing was changed. All that was said can still be read."),
    No.NOT_RULE_KEEPER: _l("Only moderators and administrators write a change into the rules. Nothing was changed."),
    No.NOT_CARRIED: _l("This did not find enough agreement, so it cannot become a rule. Nothing was changed."),
    No.RULE_CHANGED_SINCE: _l(
        "This rule was changed while people were answering, so they answered about other words. Nothing was changed. "
        "It can be proposed anew."
    ),
    No.SETTLED_ALREADY: _l("A colleague has settled this already. Nothing more was changed."),
    No.ALREADY_OBJECTED: _l("You have asked for another look already. What you wrote then is kept; nothing was added."),
    No.NO_OBJECTION: _l("There is nothing to answer here, or a colleague has answered. Nothing was changed."),
    No.OWN_FOLLOWER: _l("Nobody follows themselves. Nothing was changed. What you post is followed by itself."),
    No.FOLLOWS_ENOUGH: _l(
        "You follow a thousand things, which is as many as we keep. Nothing was changed. Stop one of them first."
    ),
    No.NOT_ALIKE: _l("Only two of a kind in one round can say the same. Nothing was changed."),
    No.SAME_ONE: _l("This is the same one. Nothing was changed. Choose another."),
    No.NO_PART_IN_IT: _l("Only the people who wrote these two, and moderators, can do that. Nothing was changed."),
    No.AUTHORS_MERGE: _l(
        "Only the people who wrote them can merge two into one. Nothing was changed. You can propose to link them."
    ),
    No.FOLLOWS_ANOTHER: _l(
        "One of the two is joined to another one already. Nothing was changed. Choose the one that it is joined to."
    ),
    No.LEADS_OTHERS: _l(
        "Others are joined to this one, so it stays in the lead. Nothing was changed. Choose it as the one that leads."
    ),
    No.PROPOSED_ALREADY: _l("This was proposed already, or is done. Nothing was changed."),
    No.DECLINED_BEFORE: _l(
        "The person who wrote one of the two has said no before. Nothing was changed. They can propose it themselves."
    ),
    No.TOO_MANY_WAIT: _l(
        "Five of your proposals still wait for an answer. Nothing was changed. Take one back, or wait for the answers."
    ),
    No.ENDED_ALREADY: _l("This has ended already. Nothing was changed."),
    No.NOT_JOINED: _l("The two are not joined any more, so your vote stays where it is. Nothing was changed."),
    No.NO_SUCH_VOTE: _l("You have no vote there that agrees, so there is none to move. Nothing was changed."),
    No.TOOK_PART: _l("You took part in setting these votes aside, so somebody else answers. Nothing was changed."),
    No.HELD_ASKS_NOBODY: _l(
        "A moderator reads first what you post, for a time, and nobody reads your messages but whom they are for. So you "
        "cannot write to new people until then. Nothing was sent. Your notices say until when."
    ),
    No.REQUESTS_TODAY: _l(
        "You have written to several new people today. Nothing was sent, and what you wrote is kept. Try again tomorrow."
    ),
    No.MESSAGES_TODAY: _l(
        "You have sent a great many messages today. Nothing was sent, and what you wrote is kept. Try again tomorrow."
    ),
    No.REQUEST_WAITS: _l(
        "Your first message has not been answered yet, so you cannot send another one. Nothing was sent. You are told when "
        "there is an answer."
    ),
    No.REQUEST_SETTLED: _l(
        "This request was accepted already. Nothing was changed. You can leave, or block the person."
    ),
    No.NOT_ASKED: _l("Only the person whom you asked can answer this. Nothing was changed."),
    No.ACCOUNT_CLOSED: _l("This account is closed, so nobody would read it. Nothing was sent."),
    No.BLOCKED_BY_YOU: _l("You have blocked them. Nothing was sent. To write to them, take the block back first."),
    No.LEFT_TALK: _l("They have left this conversation, so nobody would read it. Nothing was sent."),
    No.OWN_LETTERBOX: _l("This would be a message to yourself. Nothing was sent."),
    No.WROTE_WITH_THEM: _l(
        "You reported this person’s messages to you, so a colleague decides. Nothing was changed, and it stays open for "
        "them."
    ),
    No.NOT_TAGGER: _l("Only facilitators and administrators say this of people. Nothing was changed."),
    No.OWN_TAG: _l("Nobody says this of themselves. Nothing was changed. A colleague can do it."),
    No.BADGE_BELONGS: _l(
        "This account speaks for an organisation and for nobody else. Nothing was changed. Sign in with an account of your "
        "own."
    ),
    No.MEMBER_ALREADY: _l("You belong to this organisation already. Nothing was changed."),
    No.HAS_OWNERS: _l("Somebody answers for this organisation already, and can invite you. Nothing was changed."),
    No.NOT_CONFIRMER: _l("Only commissioners confirm who speaks for an organisation. Nothing was changed."),
    No.OWN_CLAIM: _l("Nobody confirms themselves. Nothing was changed. A colleague can do it."),
    No.NOT_OWNER: _l("Only its owners change who belongs to an organisation. Nothing was changed. Ask one of them."),
    No.LAST_OWNER: _l(
        "An organisation keeps at least one owner. Nothing was changed. Make somebody else an owner first."
    ),
    No.INVITATION_OVER: _l("This invitation is too old. Nothing was changed. Ask for a new one."),
    No.TOO_MANY_INVITATIONS: _l("So many invitations are open already. Nothing was sent. Take one back, or wait."),
    No.NOT_MEMBER: _l("You do not belong to this organisation, so you cannot write in its name. Nothing was posted."),
    No.UNDER_LOCK: _l("This is under lock. Nothing was changed. The escalation contact alone can open and release it."),
    No.NOT_CONTACT: _l("Only the escalation contact opens what is under lock. Nothing was shown."),
    No.CONTACT_IS_ADMINISTRATOR: _l(
        "Whoever gives roles does not open what is under lock, so that each watches the other. Nothing was changed. "
        "Name somebody who is no administrator."
    ),
    No.OWN_LOCKED: _l(
        "These are your own words, so somebody else must look. Nothing was shown. Tell an administrator."
    ),
    No.ALREADY_RELEASED: _l("This was released already. Nothing more was changed."),
    No.SAME_PLACE: _l("It stands there already. Nothing was moved. Choose another place."),
    No.OTHER_ROUND: _l(
        "A branch of a discussion stays in its round. Nothing was moved. Choose a need, an idea or a proposal of this round."
    ),
    No.MOVED_ALREADY: _l("This was moved meanwhile. Nothing more was changed. Open it again where it stands now."),
    No.NOT_MOVED: _l("This is not where that decision put it any more. Nothing was changed."),
    No.BRANCH_TOO_LONG: _l(
        "This branch has too many comments to be moved at once. Nothing was moved. Move a smaller part of it."
    ),
}


LATE = {
    No.ALREADY_HIDDEN, No.NOT_HIDDEN, No.ALREADY_LOCKED, No.NOT_LOCKED, No.VERIFIED_ALREADY, No.ALREADY_CONFIRMED,
    No.ALREADY_LIFTED, No.ALREADY_OBJECTED, No.ALREADY_SETTLED, No.NO_OBJECTION, No.CASE_CLOSED, No.CASE_HELD,
    No.NOT_RESTRAINED, No.APPEALED_ALREADY, No.APPEAL_ANSWERED, No.SETTLED_ALREADY, No.REQUEST_SETTLED,
    No.MOVED_ALREADY, No.NOT_MOVED, No.UNDER_LOCK, No.ALREADY_RELEASED, No.WITH_SITE_ALREADY,
    No.NO_SECOND_FACTOR,
}  # fmt: skip
"""Somebody else was first."""


STAFF_ALONE = {
    No.NOT_MODERATOR, No.NOT_COMMISSIONER, No.NOT_ADMINISTRATOR, No.NOT_VERIFIER, No.NOT_WATCHER, No.NOT_CONFIRMER,
    No.NOT_ANSWERABLE, No.NOT_RULE_KEEPER, No.NOT_TAGGER, No.NOT_CONTACT,
}  # fmt: skip
"""A role opens it, and no other right does."""


def allow(no: No | None) -> None:
    """Go on where there is no reason against it.

    Raises, with the reason in words, SignInFirst for a stranger, Conflict where somebody was first, StaffOnly where only
    a role would open it, else Refused.
    """
    if no is None:
        return
    kind = Conflict if no in LATE else StaffOnly if no in STAFF_ALONE else Refused
    raise (SignInFirst if no is No.STRANGER else kind)(str(SENTENCES[no]))
