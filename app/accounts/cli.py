"""`flask user …`: make accounts, give roles, list who is there."""

import json
from typing import Any

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup
from flask_security.utils import hash_password

from app.accounts import queries, roles_service, second_factor_service, service
from app.accounts.forms import tidy_name
from app.accounts.models import MAX_NAME, User
from app.extensions import security
from app.rules import names
from app.rules.actors import Role
from app.rules.names import NameFault
from app.rules.refusals import Refusal
from app.rules.roles import GIVEN

commands = AppGroup("user", help="Make accounts, give roles, list who is there.")

ROLE = click.Choice([role.value for role in Role])


@commands.command()
@click.argument("email")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--password", required=True, help="At least eight characters.")
@click.option("--role", "roles", multiple=True, type=ROLE, help="May be given several times.")
@click.option("--area", help="The name of the area where the person lives.")
@click.option("--verified", is_flag=True, help="It is known that the person lives here.")
def create(email: str, name: str, password: str, roles: tuple[str, ...], area: str | None, *, verified: bool) -> None:
    """Make a confirmed account."""
    new = service.NewPerson(
        email=_address(email),
        name=_name(name),
        area_id=_area(area),
        password=_hashed(password),
        roles=frozenset(map(Role, roles)) & frozenset(GIVEN),  # Everybody is a resident: that one is not given.
        confirmed=True,
        verified=verified,
    )
    try:
        made = service.create_person(new)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from None
    click.echo(f"Made an account for {made.email}, at /people/{made.handle}", err=True)


@commands.command()
@click.argument("email")
@click.argument("role", type=ROLE)
@click.option("--remove", is_flag=True, help="Take the role instead.")
def role(email: str, role: str, *, remove: bool) -> None:
    """Give a role to the account with this address, or take it."""
    if Role(role) is Role.RESIDENT:
        raise click.ClickException("Everybody with an account is a resident. Nothing was changed.")
    try:
        roles_service.change_role(email, Role(role), remove=remove)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from None
    click.echo(f"{email} {'is no longer' if remove else 'is now'} {role}.", err=True)


@commands.group("second-factor")
def second_factor() -> None:
    """Help somebody who lost the phone that shows the codes."""


@second_factor.command("off")
@click.argument("email")
def second_factor_off(email: str) -> None:
    """Switch the second factor of the account with this address off, and sign its devices out."""
    try:
        second_factor_service.switch_off_for_operator(email)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from None
    click.echo(f"{email} signs in with the password alone now. We have told them.", err=True)


@commands.command("list")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def list_people(form: str) -> None:
    """List the open accounts."""
    rows = [_row(person) for person in queries.everybody()]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['email']:40} {row['name']:30} {', '.join(row['roles'])}")


def _row(person: User) -> dict[str, Any]:
    return {
        "email": person.email,
        "name": person.display_name,
        "handle": person.handle,
        "area": person.area.name if person.area else None,
        "roles": sorted(person.actor.held),
        "verified": person.verification is not None,
        "confirmed": person.confirmed_at is not None,
        "made_at": person.created_at.isoformat(),
    }


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False, globally_deliverable=False).normalized
    except EmailNotValidError:
        raise click.ClickException(f"“{email}” is not an email address. Nothing was made.") from None


def _name(given: str) -> str:
    name = tidy_name(given)
    if names.fault(name) is NameFault.EMPTY or len(name) > MAX_NAME:  # Whoever has this command may name an office.
        raise click.ClickException(f"“{given}” cannot be a name: it is empty or too long. Nothing was made.")
    return name


def _area(name: str | None) -> int | None:
    if name is None:
        return None
    area = queries.area_by_name(name)
    if area is None:
        raise click.ClickException(f"There is no area “{name}”. Nothing was made.")
    return area.id


def _hashed(password: str) -> str:
    least = current_app.config["SECURITY_PASSWORD_LENGTH_MIN"]
    plain: str = security.password_util.normalize(password)
    if len(plain) < least:
        raise click.ClickException(f"The password needs at least {least} characters. Nothing was made.")
    hashed: str = hash_password(plain)
    return hashed
