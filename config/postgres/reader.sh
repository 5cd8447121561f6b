#!/bin/sh
# Run once, when the database is made: a role that may read everything and change nothing, for Grafana.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$READER_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE reader LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader;
SQL
