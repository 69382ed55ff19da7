"""The database: engine, transactions, column types and group commit."""
