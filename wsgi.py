"""The WSGI entry point: what gunicorn and `flask --app wsgi` load."""

from click import ClickException

from app import create_app
from config import SettingsError

try:
    app = create_app()
except SettingsError as error:  # `flask` prints the sentence alone; gunicorn prints it and stops.
    raise ClickException(str(error)) from error
