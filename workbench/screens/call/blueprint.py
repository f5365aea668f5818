"""The blueprint of the call screen; its routes stand in modules by what is worked on."""

from flask import Blueprint

blueprint = Blueprint("call", __name__, template_folder="templates")

PAGE = "call/page.html"
WHOLE = "call/_call.html"
HEAD = "call/_head.html"
