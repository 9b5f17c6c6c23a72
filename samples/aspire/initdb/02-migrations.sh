#!/bin/sh
# The service's own migrations, as the owner of the schema; what they grant to orders_app, Vault's users get too.
set -e
for script in /migrations/*.sql; do
    psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file "$script"
done
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --command "GRANT SELECT, INSERT ON orders TO orders_vault"
