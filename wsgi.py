"""The application object for a web server."""

from workbench.app import create_app
from workbench.settings import load_settings

app = create_app(load_settings())
