"""What alembic runs around the steps: on the connection, and in the transaction, that `migrating.py` gives it."""

from alembic import context

from grader.gradebook.migrating import VERSION_TABLE
from grader.gradebook.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
