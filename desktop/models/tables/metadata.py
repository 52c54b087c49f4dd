"""What all tables share."""

from sqlalchemy import MetaData

# No foreign keys anywhere: rows come from the server in the order of their changes, and a
# placement may be here before its draft.
METADATA = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}
)
