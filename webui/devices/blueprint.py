"""What the screens about devices have in common."""

from flask import Blueprint

blueprint = Blueprint("devices", __name__)
