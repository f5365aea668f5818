"""The least that could serve the two pages: Flask and Jinja, SQL text, no sign-in, no tokens, no mapping of rows."""

from flask import Flask, render_template
from jinja2 import DictLoader

from models import Database
from workbench.bench import plain
from workbench.bench.stage import TODAY

# The row has the markup of ours and as many bytes, so that sending it costs the same.
_QUEUE = """<!doctype html><title>Cola</title><h1>Cola</h1><div>{% for row in rows %}
<a class="queue__row" id="cuenta-{{ row[1] }}" data-list-item href="/cola/{{ row[1] }}?orden=trabajo&vista=todas"
   hx-get="/cola/{{ row[1] }}?orden=trabajo&vista=todas" hx-target="#cola-siguiente" hx-trigger="click, pick">
  <span class="queue__rank">{{ row[0] }}</span>
  <span class="grow"><span class="queue__name one-line">{{ row[2] }}</span>
  <span class="queue__why one-line">Debe {{ row[3] }} días · {{ row[7] }}</span></span>
  <span class="queue__money num">{{ row[6] }}</span>
  <span class="queue__age"><span class="tramo tramo--1" title="{{ row[3] }}">{{ row[3] }} días</span></span>
  <span class="queue__chance"><span class="num">{{ row[8] }} pts</span></span>
  <span class="queue__when"><span class="tone-ok">{{ row[9] or "Ahora" }}</span></span>
  <span class="queue__last one-line">{{ row[10] }}</span>
</a>{% endfor %}</div>"""

_CALL = """<!doctype html><title>{{ customer[0][1] }}</title><h1>{{ customer[0][1] }}</h1>{% for part in parts %}<table>
{% for row in part %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}"""

_ROWS = """SELECT w.rank, w.account_id, c.name, w.days_past_due, w.lane, w.state,
 (SELECT sum(i.open_amount) FROM invoice i WHERE i.account_id = w.account_id AND i.open_amount > 0),
 w.scorer, w.points, w.callable_from,
 (SELECT max(g.at) FROM interaction g WHERE g.customer_id = w.customer_id)
 FROM work_item w JOIN customer c ON c.id = w.customer_id
 WHERE w.queue_on = ? AND w.collector_id IS NULL AND w.state = 'waiting' ORDER BY w.rank LIMIT 50"""

_ACCOUNTS = "(SELECT id FROM account WHERE customer_id = ?)"
_PARTS = (
    "SELECT id, open_amount, overdue_amount, credit FROM account WHERE customer_id = ?",
    f"SELECT due_on, amount, open_amount FROM invoice WHERE open_amount > 0 AND account_id IN {_ACCOUNTS} ORDER BY 1",
    f"SELECT paid_on, amount, method FROM payment WHERE account_id IN {_ACCOUNTS} ORDER BY paid_on DESC LIMIT 20",
    "SELECT at, channel, outcome_code, note FROM interaction WHERE customer_id = ? ORDER BY at DESC LIMIT 20",
    "SELECT due_on, amount, state FROM promise WHERE customer_id = ? ORDER BY due_on DESC",
    "SELECT kind, value, state FROM contact_point WHERE customer_id = ?",
)


def floor_app(database: Database) -> Flask:
    """The two pages on our tables."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"queue.html": _QUEUE, "call.html": _CALL})

    @app.get("/cola")
    def queue() -> str:
        with database.engine.connect() as connection:
            rows = plain.run(connection, _ROWS, (TODAY.isoformat(),)).fetchall()
        return render_template("queue.html", rows=rows)

    @app.get("/llamada/<int:account_id>")
    def call(account_id: int) -> str:
        with database.engine.connect() as connection:
            of = "SELECT c.id, c.name FROM customer c JOIN account a ON a.customer_id = c.id WHERE a.id = ?"
            customer = plain.run(connection, of, (account_id,)).fetchall()
            parts = [plain.run(connection, part, (customer[0][0],)).fetchall() for part in _PARTS]
        return render_template("call.html", customer=customer, parts=parts)

    return app
