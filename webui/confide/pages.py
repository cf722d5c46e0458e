"""A child's walk through Confide."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def show() -> str:
    return ""
