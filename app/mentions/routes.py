"""Whom one may call, while one writes."""

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from app.mentions import service
from app.rules.mentions import LONGEST

bp = Blueprint("mentions", __name__)


@bp.get("/mentions")
def offer() -> Response:
    """People whose name begins as was typed, for the page's script: {"people": [{"handle", "name", "here"}]}."""
    said, place = request.args.get("q", "")[:LONGEST], request.args
    found = service.offer(current_user.actor, said, thread=place.get("thread", ""), round_=place.get("round", ""))
    people = [{"handle": one.handle, "name": one.name, "here": one.is_here} for one in found]
    response = jsonify(people=people)
    response.headers["Cache-Control"] = "private, no-store"
    return response
