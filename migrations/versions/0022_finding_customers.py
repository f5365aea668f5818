"""What customers are found by: words that triggers keep, and indexes on the ends of numbers."""

import re
import unicodedata
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AT_ONCE = 5_000
COMMENT = "what it is found by; see `workbench.folding`"
COMMENT_BEFORE = "name and document, lower case, without accents"

LAST_FOUR = "lower(substr({0}, length({0}) - 3))"

ON_SQLITE = (
    """
    CREATE TRIGGER customer_words_of_new AFTER INSERT ON customer BEGIN
        INSERT INTO customer_word (word, customer_id)
        SELECT DISTINCT value, NEW.id
        FROM json_each('[' || replace(json_quote(NEW.search_text), ' ', '","') || ']') WHERE value <> '';
    END
    """,
    """
    CREATE TRIGGER customer_words_of_changed AFTER UPDATE OF search_text ON customer
    WHEN OLD.search_text <> NEW.search_text BEGIN
        DELETE FROM customer_word WHERE customer_id = OLD.id AND word IN (
            SELECT value FROM json_each('[' || replace(json_quote(OLD.search_text), ' ', '","') || ']')
        );
        INSERT INTO customer_word (word, customer_id)
        SELECT DISTINCT value, NEW.id
        FROM json_each('[' || replace(json_quote(NEW.search_text), ' ', '","') || ']') WHERE value <> '';
    END
    """,
    """
    CREATE TRIGGER customer_words_of_gone AFTER DELETE ON customer BEGIN
        DELETE FROM customer_word WHERE customer_id = OLD.id AND word IN (
            SELECT value FROM json_each('[' || replace(json_quote(OLD.search_text), ' ', '","') || ']')
        );
    END
    """,
)

ON_POSTGRESQL = (
    """
    CREATE FUNCTION customer_words_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO customer_word (word, customer_id)
        SELECT DISTINCT word, made.id FROM made, unnest(string_to_array(made.search_text, ' ')) AS word
        WHERE word <> '';
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION customer_words_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM customer_word AS kept USING gone JOIN made ON made.id = gone.id
        WHERE gone.search_text <> made.search_text AND kept.customer_id = gone.id
            AND kept.word = ANY (string_to_array(gone.search_text, ' '));
        INSERT INTO customer_word (word, customer_id)
        SELECT DISTINCT word, made.id
        FROM made JOIN gone ON gone.id = made.id, unnest(string_to_array(made.search_text, ' ')) AS word
        WHERE gone.search_text <> made.search_text AND word <> '';
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION customer_words_of_gone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM customer_word AS kept USING gone
        WHERE kept.customer_id = gone.id AND kept.word = ANY (string_to_array(gone.search_text, ' '));
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER customer_words_of_new AFTER INSERT ON customer
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION customer_words_of_new()
    """,
    """
    CREATE TRIGGER customer_words_of_changed AFTER UPDATE ON customer
    REFERENCING OLD TABLE AS gone NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION customer_words_of_changed()
    """,
    """
    CREATE TRIGGER customer_words_of_gone AFTER DELETE ON customer
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION customer_words_of_gone()
    """,
)

FILL_ON_SQLITE = """
INSERT INTO customer_word (word, customer_id)
SELECT DISTINCT value, customer.id
FROM customer, json_each('[' || replace(json_quote(customer.search_text), ' ', '","') || ']')
WHERE value <> '' ORDER BY 1, 2
"""

FILL_ON_POSTGRESQL = """
INSERT INTO customer_word (word, customer_id)
SELECT DISTINCT word, customer.id
FROM customer, unnest(string_to_array(customer.search_text, ' ')) AS word WHERE word <> ''
"""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _rewrite(_as_it_sounds)
    op.create_table(
        "customer_word",
        sa.Column("word", sa.String(collation=None if is_sqlite else "C"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("word", "customer_id", name=op.f("pk_customer_word")),
        sqlite_with_rowid=False,
    )
    op.execute(FILL_ON_SQLITE if is_sqlite else FILL_ON_POSTGRESQL)
    for statement in ON_SQLITE if is_sqlite else ON_POSTGRESQL:
        op.execute(statement)
    op.execute(f"CREATE INDEX ix_find_point ON contact_point (kind, {LAST_FOUR.format('value')})")
    op.execute(f"CREATE INDEX ix_find_invoice ON invoice ({LAST_FOUR.format('external_id')})")
    if is_sqlite:
        op.execute("CREATE INDEX ix_find_mailbox ON contact_point (lower(value)) WHERE kind = 'email'")
    else:
        op.execute("""CREATE INDEX ix_find_mailbox ON contact_point (lower(value) COLLATE "C") WHERE kind = 'email'""")
        op.execute(f"COMMENT ON COLUMN customer.search_text IS '{COMMENT}'")
    op.execute("ANALYZE customer_word")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in ("ix_find_point", "ix_find_invoice", "ix_find_mailbox"):
        op.execute(f"DROP INDEX {name}")
    for name in ("customer_words_of_new", "customer_words_of_changed", "customer_words_of_gone"):
        op.execute(f"DROP TRIGGER {name}" if is_sqlite else f"DROP TRIGGER {name} ON customer")
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("customer_word")
    if not is_sqlite:
        op.execute(f"COMMENT ON COLUMN customer.search_text IS '{COMMENT_BEFORE}'")
    _rewrite(_as_it_is_written)


def _rewrite(said: Callable[[str, str | None], str]) -> None:
    """Write each customer's search text again; `said` makes it of name and document."""
    connection = op.get_bind()
    customer = sa.table("customer", *map(sa.column, ("id", "name", "document", "search_text")))
    last = 0
    page = sa.select(customer).where(customer.c.id > sa.bindparam("last")).order_by(customer.c.id).limit(AT_ONCE)
    change = sa.update(customer).where(customer.c.id == sa.bindparam("of")).values(search_text=sa.bindparam("text"))
    while rows := connection.execute(page, {"last": last}).all():
        connection.execute(change, [{"of": row.id, "text": said(row.name, row.document)} for row in rows])
        last = rows[-1].id


# As `workbench.folding` was when this was written.

JOINED = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\w)['’´`](?=\w)")
NOT_A_WORD = re.compile(r"[^\w]+|_+")
WRITTEN_APART = re.compile(r"(?<=[\dk])[.\-–/·](?=[\dk])")
KIND_BEFORE = re.compile(r"^(?:cc|ce|ti|nit|nuip|dni|cuit|cuil|ruc|rut|run|rfc|curp|ci)(?=\d{5})")
CHECK_DIGIT = re.compile(r"\d{5,}\s*-\s*[\dk]$|\.\d{3}\s*-\s*[\dk]$")
SOUNDS = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"ch", "k"), (r"ph", "f"), (r"h", ""), (r"ll", "y"), (r"qu(?=[ei])", "k"), (r"c(?=[ei])", "s"), (r"[cq]", "k"),
        (r"g(?=[ei])", "j"), (r"gu(?=[ei])", "g"), (r"^x", "j"), (r"[xz]", "s"), (r"[vw]", "b"),
        (r"y(?![aeou])", "i"), (r"n(?=[bp])", "m"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def _as_it_sounds(name: str, document: str | None) -> str:
    words = [_sound(word) for word in NOT_A_WORD.sub(" ", JOINED.sub("", _fold(name))).split()]
    parts = WRITTEN_APART.sub("", _fold(document or "")).split()
    number = "".join(word for word in parts if any(map(str.isdigit, word)))
    number = "".join(one for one in KIND_BEFORE.sub("", number) if one.isalnum())
    if number:
        words += [number, f"~{number[::-1]}"]
        if CHECK_DIGIT.search(_fold(document or "")):
            words.append(f"~{number[:-1][::-1]}")
    return " ".join(dict.fromkeys(word for word in words if word))


def _sound(word: str) -> str:
    if word.isascii() and word.isalpha():
        for written, heard in SOUNDS:
            word = written.sub(heard, word)
    return word


def _as_it_is_written(name: str, document: str | None) -> str:
    written = _fold(document or "")
    plain = "".join(letter for letter in written if letter.isalnum())
    return " ".join(part for part in (_fold(name), written, plain if plain != written else "") if part)


def _fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
