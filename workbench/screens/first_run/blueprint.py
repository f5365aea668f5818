"""The blueprint that the modules of routes hang on."""

from flask import Blueprint

blueprint = Blueprint("first_run", __name__, template_folder="templates")
