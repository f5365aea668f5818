"""The blueprint of the requests, and the names of its pages."""

from flask import Blueprint

blueprint = Blueprint("requests", __name__, template_folder="templates")

LIST = "requests/list.html"
REQUEST = "requests/request.html"
ACCOUNT = "requests/account.html"
LETTER = "requests/letter.html"
ANSWER = "requests/answer.html"
