"""The blueprint of the quality of data, and the names of its pages."""

from flask import Blueprint

blueprint = Blueprint("quality", __name__, template_folder="templates")

PAGE = "quality/page.html"
BODY = "quality/_body.html"
PROBLEM = "quality/problem.html"
PAIRS = "quality/pairs.html"
PAIR = "quality/pair.html"
