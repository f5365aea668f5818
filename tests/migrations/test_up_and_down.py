"""The schema goes up, down and up again with rows in it, on both databases, and is what the classes say."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from migrations import runner
from models import (
    Account,
    Base,
    Customer,
    CustomerWord,
    Database,
    ImportRun,
    ModelAlarm,
    Payment,
    Portfolio,
    ReviewRequest,
    Role,
    WorkItem,
)
from models.bulk import bulk_update
from models.enums import ImportKind, Lane, PaymentKind, RequestKind, ReviewEffect
from tests.factories.ledger import make_account, make_customer, make_interaction, make_invoice, make_payment
from tests.factories.work import make_item
from tests.personas import cast_of
from workbench.domain.explanations import GivenAnswer, answer_request, make_letter, record_request
from workbench.folding import search_text


def tables(database):
    return set(sa.inspect(database.engine).get_table_names()) - {"alembic_version"}


def revisions():
    """From the newest to the first."""
    return [script.revision for script in ScriptDirectory.from_config(runner.config()).walk_revisions()]


def test_revisions_are_one_line_numbered_in_order():
    found = revisions()

    assert found == [f"{number:04}" for number in range(len(found), 0, -1)]
    assert runner.head() == found[0]


def test_schema_is_what_the_classes_say(database):
    with database.engine.connect() as connection:
        command.check(runner.config(connection))


def test_foreign_keys_are_named_as_the_classes_name_them(database):
    found = sa.inspect(database.engine)

    for name, table in Base.metadata.tables.items():
        told = {tuple(key["constrained_columns"]): key["name"] for key in found.get_foreign_keys(name)}
        assert told == {tuple(key.column_keys): key.name for key in table.foreign_key_constraints}, name


def test_down_to_each_revision_and_up_again_keeps_customers(database, now):
    with database.writing() as session:
        account = make_account(session, cast_of(session, now=now).consumo, now=now)
        make_invoice(session, account, due_on=now.date(), amount=100_00)

    for revision in revisions()[1:]:
        runner.downgrade(database.url, to=revision)
    runner.upgrade(database.url)

    assert runner.current(database.engine) == runner.head()
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 1


def test_upgrade_tells_until_when_payments_are_known(database, now):
    with database.writing() as session:
        portfolio = cast_of(session, now=now).consumo
        portfolio.data_as_of = now.date()
        account = make_account(session, portfolio, now=now)
        for days in (-9, -2, 5):
            make_payment(session, account, paid_on=now.date() + timedelta(days=days), amount=100)

    runner.downgrade(database.url, to="0020")
    runner.upgrade(database.url)

    with database.reading() as session:
        known = session.scalars(sa.select(Portfolio.payments_as_of).where(Portfolio.code == "consumo")).all()
    assert known == [now.date() - timedelta(days=2)]


def test_item_that_rests_keeps_until_when_over_the_upgrade(database, now):
    with database.writing() as session:
        consumo = cast_of(session, now=now).consumo
        rules = [[{"id": "promise_open", "text": "Prometió"}], [{"id": "caps", "text": "Ya tuvo su gestión"}]]
        for blocked_by in rules:
            make_item(
                session, make_account(session, consumo, now=now), on=now.date(), lane=Lane.PROMISE_DUE, callable=False,
                callable_from=now, blocked_by=blocked_by,
            )  # fmt: skip
    runner.downgrade(database.url, to="0006")

    runner.upgrade(database.url)

    with database.reading() as session:
        assert session.scalars(sa.select(WorkItem.rests_until).order_by(WorkItem.id)).all() == [now, None]


def test_imports_that_never_finished_mark_their_accounts_and_say_what_landed(database, now):
    with database.writing() as session:
        cast = cast_of(session, now=now)
        touched, other = (make_account(session, cast.consumo, now=now, ledger_dirty=False) for _ in range(2))
        kind = ImportKind.INTERACTIONS
        runs = [ImportRun(kind=kind, file_name="f", sha256="", started_at=now, finished_at=end) for end in (None, now)]
        session.add_all(runs)
        session.flush()
        for account, run in zip((touched, other), runs, strict=True):
            make_interaction(session, account, at=now, outcome=None, import_id=run.id)

    runner.downgrade(database.url, to="0005")
    runner.upgrade(database.url)

    with database.reading() as session:
        dirty = session.scalars(sa.select(Account.id).where(Account.ledger_dirty)).all()
        assert dirty == [touched.id]
        assert session.scalars(sa.select(ImportRun.counts).order_by(ImportRun.id)).all() == [{"inserted": 1}, {}]


def test_one_alarm_of_a_portfolio_lasts_at_a_time(database, now):
    with database.writing() as session:
        consumo = cast_of(session, now=now).consumo.id
        session.add_all(
            ModelAlarm(portfolio_id=consumo, raised_at=now, figures={}, ended_at=end) for end in (now, now, None)
        )

    with pytest.raises(sa.exc.IntegrityError), database.writing() as session:
        session.add(ModelAlarm(portfolio_id=consumo, raised_at=now, figures={}))


def test_down_to_nothing_and_up_again(database, now):
    with database.writing() as session:
        make_account(session, cast_of(session, now=now).consumo, now=now)

    runner.downgrade(database.url, to="base")
    emptied = tables(database)
    runner.upgrade(database.url)

    assert emptied == set()
    assert tables(database) == set(Base.metadata.tables)
    with database.reading() as session:
        assert session.scalars(sa.select(Role)).all() == []


def test_upgrade_at_the_head_changes_nothing(database):
    runner.upgrade(database.url)

    assert runner.current(database.engine) == runner.head()


def test_failing_migration_changes_nothing(database, tmp_path):
    next_revision(
        tmp_path, "op.add_column('customer', sa.Column('extra', sa.Integer()))\n    raise RuntimeError('stop')"
    )

    with pytest.raises(RuntimeError, match="stop"):
        runner.upgrade(database.url, more=[tmp_path])

    assert runner.current(database.engine) == runner.head()
    assert "extra" not in {column["name"] for column in sa.inspect(database.engine).get_columns("customer")}


def next_revision(folder, body):
    """Write the revision that follows the head."""
    (folder / "next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision = 'next'\ndown_revision = {runner.head()!r}\n\n\ndef upgrade():\n    {body}\n\n\n"
        "def downgrade():\n    pass\n"
    )


@pytest.fixture
def sqlite_database(sqlite_maker):
    with sqlite_maker.fresh() as url:
        database = Database(url)
        yield database
        database.dispose()


REBUILD = "with op.batch_alter_table('parent', recreate='always') as b: b.add_column(sa.Column('extra', sa.Integer()))"


def test_rebuilding_a_parent_keeps_its_children(sqlite_database, tmp_path):
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (of INTEGER REFERENCES parent(id) ON DELETE CASCADE)")
        connection.exec_driver_sql("INSERT INTO parent VALUES (1)")
        connection.exec_driver_sql("INSERT INTO child VALUES (1), (1)")
    next_revision(tmp_path, REBUILD)

    runner.upgrade(sqlite_database.url, more=[tmp_path])

    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM child").scalar() == 2
        assert connection.exec_driver_sql("SELECT id, extra FROM parent").fetchall() == [(1, None)]


def test_migration_that_leaves_rows_pointing_at_nothing_is_rolled_back(sqlite_database, tmp_path):
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (of INTEGER REFERENCES parent(id))")
        connection.exec_driver_sql("INSERT INTO parent VALUES (1)")
        connection.exec_driver_sql("INSERT INTO child VALUES (1)")
    next_revision(tmp_path, "op.execute('DELETE FROM parent')")

    with pytest.raises(runner.BrokenReferences, match="1 rows point at nothing, first in table child"):
        runner.upgrade(sqlite_database.url, more=[tmp_path])

    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM parent").scalar() == 1


def test_rest_after_a_review_goes_on_without_the_tables_of_requests(database, now):
    with database.writing() as session:
        cast = cast_of(session, now=now)
        account = make_account(session, cast.consumo, now=now)
        supervisor = cast.person("paola")
        make_letter(session, supervisor, account=account, now=now)
        request = record_request(
            session, supervisor, account=account, kind=RequestKind.REVIEW, received_on=now.date(), note="", now=now
        )
        answer = GivenAnswer("Se revisó.", ReviewEffect.PAUSED, now.date())
        answer_request(session, supervisor, request=request, answer=answer, now=now)
        held = set(session.scalar(sa.select(Role.permissions).where(Role.code == "supervisor")))
    runner.downgrade(database.url, to="0010")

    with database.engine.connect() as connection:
        kinds = connection.scalars(sa.text("SELECT kind FROM hold")).all()
        roles = dict(connection.execute(sa.text("SELECT code, permissions FROM role")).all())
    runner.upgrade(database.url)

    assert kinds == ["breathing_space"]
    assert "answer_requests" not in str(roles["supervisor"])
    with database.reading() as session:
        assert set(session.scalar(sa.select(Role.permissions).where(Role.code == "supervisor"))) == held
        assert session.scalar(sa.select(sa.func.count()).select_from(ReviewRequest)) == 0


def test_downgrade_without_kinds_of_payments_keeps_the_money_alone(database, now):
    with database.writing() as session:
        account = make_account(session, cast_of(session, now=now).consumo, now=now, ledger_dirty=False)
        for kind in PaymentKind:
            make_payment(session, account, paid_on=now.date(), amount=1_00, kind=kind, external_id="7")
    runner.downgrade(database.url, to="0015")

    runner.upgrade(database.url)

    with database.reading() as session:
        assert session.execute(sa.select(Payment.kind, Payment.external_id)).all() == [(PaymentKind.PAYMENT, "7")]
        assert session.scalar(sa.select(Account.ledger_dirty))


def words_of(session, customer_id):
    found = sa.select(CustomerWord.word).where(CustomerWord.customer_id == customer_id).order_by(CustomerWord.word)
    return session.scalars(found).all()


def test_customers_that_are_there_are_found_after_the_upgrade(database, now):
    with database.writing() as session:
        cast_of(session, now=now)
        found = make_customer(session, now=now, name="José Peña", document="CC 9.123-4", search_text="x").id
    runner.downgrade(database.url, to="0021")
    with database.reading() as session:
        assert session.scalar(sa.select(Customer.search_text)) == "jose pena cc 9.123-4 cc91234"

    runner.upgrade(database.url)

    with database.reading() as session:
        assert session.scalar(sa.select(Customer.search_text)) == search_text("José Peña", "CC 9.123-4")
        assert words_of(session, found) == ["91234", "jose", "pena", "~3219", "~43219"]


def test_words_of_a_customer_follow_every_change_of_it(database, now):
    with database.writing() as session:
        one, other = (make_customer(session, now=now, search_text='ana "pena" ana') for _ in range(2))
    with database.writing() as session:
        session.execute(sa.update(Customer).where(Customer.id == one.id).values(search_text="ana rios"))
        bulk_update(session.connection(), Customer, [{"id": other.id, "search_text": ""}])
        assert (words_of(session, one.id), words_of(session, other.id)) == (["ana", "rios"], [])
        session.execute(sa.delete(Customer))
        assert session.scalars(sa.select(CustomerWord.word)).all() == []


def test_ends_of_numbers_have_their_indexes(database):
    with database.reading() as session:
        catalogue = "sqlite_master" if database.is_sqlite else "pg_class"
        name = sa.column("name" if database.is_sqlite else "relname")
        found = session.scalars(sa.select(name).select_from(sa.table(catalogue)).where(name.like("ix_find_%"))).all()

    assert sorted(found) == ["ix_find_invoice", "ix_find_mailbox", "ix_find_point"]
