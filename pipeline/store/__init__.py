"""The database: one schema on SQLite and Postgres, its migrations, and the writes of the stages."""
