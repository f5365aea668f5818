"""The blueprint of customers' data, and the names of its pages."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__, template_folder="templates")

PAGE = "privacy/customer.html"
COPY = "privacy/copy.html"
