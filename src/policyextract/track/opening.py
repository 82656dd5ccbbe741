"""A database becomes a store: its tables are made where it is empty and brought up where they are old, and else it is refused."""

from ..errors import StoreError
from . import schema
from .database import AGAIN, Database
from .migrate import migrate
from .schema import APPLICATION, VERSION
from .stage import Stage


def prepare(database: Database, create: bool, stage: Stage) -> None:
    """Make sure that the database holds the tables of this version.

    Args:
        create: make them where there are none.

    Raises:
        StoreError: it is no store, or one of a later version.
    """
    there = database.tables()
    if not there and create:
        with database.transaction():
            if not database.tables():  # still: nobody was faster
                for statement in schema.statements(database.dialect):
                    database.run(statement)
        return
    if not there:
        raise StoreError(f"{database.name}: no store there; make it with 'policyextract load'")
    ours = {table.name for table in schema.TABLES} <= there
    if ours and "meta" not in there:
        raise StoreError(f"{database.name}: is damaged, its table meta is gone; {AGAIN}")
    if "meta" not in there or (meta := _meta(database, ours)).get("application") != APPLICATION:
        if ours:
            raise StoreError(f"{database.name}: is damaged, its table meta does not say what it is; {AGAIN}")
        own = " or a schema of its own with ?schema=NAME" if database.dialect.name == "postgres" else ""
        raise StoreError(f"{database.name}: is a database, but not a store of policyextract; name another one{own}")
    version = str(meta.get("schema"))
    if not version.isdecimal() or not 0 < int(version) <= VERSION:
        raise StoreError(
            f"{database.name}: has tables of version {version}, this policyextract knows {VERSION}; "
            + ("use a later policyextract" if version.isdecimal() and int(version) else f"it is damaged, {AGAIN}")
        )
    lost = [table.name for table in (*schema.TABLES, *schema.DERIVED, *schema.LASTING) if table.name not in there]
    if int(version) == VERSION and lost:
        raise StoreError(f"{database.name}: is damaged, its table {lost[0]} is gone; {AGAIN}")
    if int(version) < VERSION:
        stage.make()
        with database.transaction():
            if _meta(database, ours).get("schema") != str(VERSION):  # still: nobody was faster
                migrate(database, int(version), stage.fill)


def _meta(database: Database, ours: bool) -> dict[str, str]:
    """What a database says of itself; nothing where it is not ``ours`` and has a table of that name for something else."""
    try:
        return dict(database.fetch("SELECT key, value FROM meta"))
    except StoreError:
        if ours:
            raise
        list(database.fetch("SELECT COUNT(*) FROM meta"))  # which fails too where the reason is another one
        return {}
