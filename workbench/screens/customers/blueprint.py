"""The blueprint of customers, and the names of its pages."""

from flask import Blueprint

blueprint = Blueprint("customers", __name__, template_folder="templates")

LIST = "customers/list.html"
RESULTS = "customers/_results.html"
PREVIEW = "customers/_preview.html"
WINDOW = "customers/_window.html"
PAGE = "customers/page.html"
CALLER = "customers/caller.html"
