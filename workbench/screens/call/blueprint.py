"""The blueprint of the call screen, and the names of its templates that routes answer with."""

from flask import Blueprint

blueprint = Blueprint("call", __name__, template_folder="templates")

PAGE = "call/page.html"
WHOLE = "call/_call.html"
HEAD = "call/_head.html"
DEBTS = "call/_debts.html"
