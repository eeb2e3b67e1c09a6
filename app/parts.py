"""What the site is made of: its tables, its pages, its commands."""

from click import Command

from app.accounts import cli as accounts_cli
from app.accounts import letter_cli, second_factor_routes, tag_routes, verification_routes
from app.accounts import routes as accounts
from app.accounts.letter_models import LetterRun
from app.accounts.tag_models import PersonTag
from app.audit import AuditEntry
from app.bookmarks import routes as bookmarks
from app.bookmarks.models import Bookmark
from app.checks import routes as checks
from app.checks.models import HeldText
from app.contributions import routes as contributions
from app.contributions.models import Contribution
from app.dealing import routes as dealing
from app.dealing.models import Deal
from app.demo import cli as demo_cli
from app.drafts import cli as drafts_cli
from app.drafts import routes as drafts
from app.drafts.models import Draft
from app.duplicates import routes as duplicates
from app.duplicates.models import Pairing
from app.escalation import routes as escalation
from app.escalation.models import LockedText
from app.feeds import routes as feeds
from app.following import routes as following
from app.following.models import Follow
from app.images import routes as images
from app.images.models import Image
from app.imports import cli as imports_cli
from app.looks import routes as looks
from app.mailing import cli as mailing_cli
from app.mailing import routes as mailing
from app.mailing.models import Mailing
from app.mentions import routes as mentions
from app.messages import report_routes as message_report_routes
from app.messages import routes as messages
from app.messages.models import Message
from app.moderation import appeal_routes, case_routes, move_routes, people_routes, reason_routes
from app.moderation import routes as moderation
from app.moderation.case_models import Case
from app.moderation.models import Decision
from app.moderation.move_models import Move
from app.notifications import routes as notifications
from app.notifications.models import Notice
from app.once import Submission
from app.openness import cli as openness_cli
from app.openness import log_routes, rule_routes
from app.openness import routes as openness
from app.openness.rule_models import RuleVersion
from app.organisations import membership_routes
from app.organisations import routes as organisations
from app.organisations.models import Membership
from app.outbox import cli as outbox_cli
from app.outbox.models import Outgoing
from app.push import cli as push_cli
from app.push import routes as push
from app.push.models import PushDevice
from app.questions import routes as questions
from app.questions.models import Question
from app.results import certificate_cli, snapshot_cli
from app.results import cli as results_cli
from app.results import routes as results
from app.results.models import Snapshot
from app.rounds import area_routes
from app.rounds import cli as rounds_cli
from app.rounds import routes as rounds
from app.rounds.models import Round
from app.search import cli as search_cli
from app.search import finding_routes, saved_routes
from app.search import routes as search
from app.search.models import SearchDocument
from app.search.saved_models import SavedSearch
from app.site import device_routes
from app.site import routes as site
from app.spaces import member_routes as space_member_routes
from app.spaces import routes as spaces
from app.spaces import text_routes as space_text_routes
from app.themes import routes as themes
from app.themes.models import Theme
from app.threads import routes as threads
from app.threads.models import Thread
from app.trouble import cli as trouble_cli
from app.trouble import own_routes
from app.trouble import routes as trouble
from app.trouble.models import TroubleNote
from app.unread import routes as unread
from app.unread.models import LeftOff
from app.votes import routes as votes
from app.votes.models import Vote
from app.webhooks import routes as webhooks
from app.webhooks.models import Webhook

TABLES = (
    AuditEntry,
    Bookmark,
    Case,
    Contribution,
    Deal,
    Decision,
    Draft,
    Follow,
    HeldText,
    Image,
    LeftOff,
    LetterRun,
    LockedText,
    Mailing,
    Membership,
    Message,
    Move,
    Notice,
    Outgoing,
    Pairing,
    PersonTag,
    PushDevice,
    Question,
    Round,
    RuleVersion,
    SavedSearch,
    SearchDocument,
    Snapshot,
    Submission,
    Theme,
    Thread,
    TroubleNote,
    Vote,
    Webhook,
)
"""One class of each module that holds tables: importing them is what makes the tables known."""

BLUEPRINTS = (
    accounts.bp,
    bookmarks.bp,
    area_routes.bp,
    checks.bp,
    contributions.bp,
    dealing.bp,
    device_routes.bp,
    appeal_routes.bp,
    case_routes.bp,
    move_routes.bp,
    people_routes.bp,
    reason_routes.bp,
    drafts.bp,
    message_report_routes.bp,
    messages.bp,
    finding_routes.bp,
    feeds.bp,
    following.bp,
    mailing.bp,
    mentions.bp,
    duplicates.bp,
    escalation.bp,
    images.bp,
    looks.bp,
    moderation.bp,
    notifications.bp,
    log_routes.bp,
    openness.bp,
    rule_routes.bp,
    own_routes.bp,
    organisations.bp,
    membership_routes.bp,
    push.bp,
    questions.bp,
    results.bp,
    saved_routes.bp,
    rounds.bp,
    search.bp,
    site.bp,
    space_member_routes.bp,
    space_text_routes.bp,
    spaces.bp,
    second_factor_routes.bp,
    tag_routes.bp,
    themes.bp,
    threads.bp,
    trouble.bp,
    unread.bp,
    verification_routes.bp,
    votes.bp,
    webhooks.bp,
)
COMMANDS: tuple[Command, ...] = (
    accounts_cli.commands,
    demo_cli.commands,
    drafts_cli.command,
    imports_cli.commands,
    letter_cli.commands,
    mailing_cli.command,
    openness_cli.log,
    outbox_cli.jobs,
    outbox_cli.tell,
    outbox_cli.thin,
    push_cli.command,
    results_cli.command,
    *snapshot_cli.commands,
    *certificate_cli.commands,
    rounds_cli.areas,
    search_cli.commands,
    trouble_cli.command,
)
