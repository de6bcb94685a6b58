"""The JSON interface, version 1: one file of routes per noun."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
