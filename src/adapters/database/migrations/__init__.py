"""The steps by which a database comes to its present tables; applied by ``adapters.database.schema``."""
