"""What each phase is called, and what to say of it while it is ahead or open."""

from flask_babel import lazy_gettext as _l

from app.rules.contributions import Kind
from app.rules.phases import Lacking, PhaseKind

PHASE_WORDS = {
    PhaseKind.NEEDS: _l("Needs"),
    PhaseKind.IDEAS: _l("Ideas"),
    PhaseKind.PROPOSALS: _l("Proposals"),
    PhaseKind.VOTE: _l("Vote"),
    PhaseKind.BRIEF: _l("Brief"),
    PhaseKind.OFFERS: _l("Offers"),
    PhaseKind.ASSESSMENT: _l("Assessment"),
    PhaseKind.DECISION: _l("Decision"),
    PhaseKind.DELIVERY: _l("Delivery"),
    PhaseKind.REVIEW: _l("Review"),
}

HINTS = {
    PhaseKind.NEEDS: _l("People say what they need and vote on it."),
    PhaseKind.IDEAS: _l("People suggest how needs could be met and vote on it."),
    PhaseKind.PROPOSALS: _l("Ideas are worked up, with cost and outcomes."),
    PhaseKind.VOTE: _l("The ballot on the proposals. It is not held on this site yet."),
    PhaseKind.BRIEF: _l("What will be bought is published, and questions are answered."),
    PhaseKind.OFFERS: _l("Providers send in their offers."),
    PhaseKind.ASSESSMENT: _l("The panel scores the offers."),
    PhaseKind.DECISION: _l("The person who decides does so, and says why."),
    PhaseKind.DELIVERY: _l("What was promised is done."),
    PhaseKind.REVIEW: _l("What was learned is written down."),
}

IS_OPEN = {
    PhaseKind.NEEDS: _l("Needs are open"),
    PhaseKind.IDEAS: _l("Ideas are open"),
    PhaseKind.PROPOSALS: _l("Proposals are open"),
    PhaseKind.VOTE: _l("The vote is open"),
    PhaseKind.BRIEF: _l("The brief is out"),
    PhaseKind.OFFERS: _l("Offers are open"),
    PhaseKind.ASSESSMENT: _l("Offers are being scored"),
    PhaseKind.DECISION: _l("The decision is being made"),
    PhaseKind.DELIVERY: _l("Delivery is under way"),
    PhaseKind.REVIEW: _l("The review is under way"),
}

LEFT_FOR = {
    PhaseKind.NEEDS: _l("%(left)s for needs"),
    PhaseKind.IDEAS: _l("%(left)s for ideas"),
    PhaseKind.PROPOSALS: _l("%(left)s for proposals"),
    PhaseKind.VOTE: _l("%(left)s to vote"),
    PhaseKind.BRIEF: _l("%(left)s for questions"),
    PhaseKind.OFFERS: _l("%(left)s for offers"),
    PhaseKind.ASSESSMENT: _l("%(left)s to score offers"),
    PhaseKind.DECISION: _l("%(left)s until the decision"),
    PhaseKind.DELIVERY: _l("%(left)s for delivery"),
    PhaseKind.REVIEW: _l("%(left)s for the review"),
}

CLOSES = {
    PhaseKind.NEEDS: _l("to say what you need. Closes %(when)s"),
    PhaseKind.IDEAS: _l("to suggest ideas. Closes %(when)s"),
    PhaseKind.PROPOSALS: _l("to make proposals. Closes %(when)s"),
    PhaseKind.VOTE: _l("to vote. Closes %(when)s"),
    PhaseKind.DECISION: _l("until the decision. By %(when)s"),
}
"""What stands below “12 days left”; for other phases, `CLOSES_PLAINLY`."""

CLOSES_PLAINLY = _l("Closes %(when)s")

ADD = {Kind.NEED: _l("Say what you need"), Kind.IDEA: _l("Suggest an idea"), Kind.PROPOSAL: _l("Make a proposal")}
"""The verb of posting each kind."""

LACKING = {
    Lacking.TITLE: ("title", _l("Give the round a title.")),
    Lacking.QUESTION: ("question", _l("Ask the question that people answer.")),
    Lacking.AIMS: ("aims", _l("Say what the aims are.")),
    Lacking.DECIDER: ("decider", _l("Name the person who decides.")),
    Lacking.DATES: ("dates", _l("Choose at least one phase and give its dates.")),
    Lacking.DATES_IN_ORDER: ("dates", _l("Let each phase open before it closes.")),
    Lacking.DATES_AHEAD: ("dates", _l("All the dates are past. Give at least one phase that has not closed.")),
}
"""What a round lacks before it can open: the field's id on the form, and what to do."""
