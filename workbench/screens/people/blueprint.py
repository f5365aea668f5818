"""The blueprint that both modules of routes hang on."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, template_folder="templates")
