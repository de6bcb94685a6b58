"""The pages: one file of routes per noun."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)
