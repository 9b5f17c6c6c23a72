#!/bin/sh
# What docs/vault.md asks whoever runs Vault to set up, but for shorter lives. Runs once, and can be run again.
set -eu

vault secrets list | grep -q '^database/' || vault secrets enable database
vault auth list | grep -q '^approle/' || vault auth enable approle

# As the superuser, which a sample may do: docs/vault.md says what Vault's own user needs.
vault write database/config/orders \
    plugin_name=postgresql-database-plugin \
    allowed_roles=orders \
    connection_url="postgresql://{{username}}:{{password}}@$PG_HOST:$PG_PORT/$PG_DATABASE?sslmode=require" \
    username="$PG_USER" \
    password="$PG_PASSWORD"

# Whoever is revoked loses the sessions too: the first statement of the revocation ends them, and a rotation has drained them by then.
vault write database/roles/orders \
    db_name=orders \
    default_ttl=1m \
    max_ttl=4m \
    creation_statements='CREATE ROLE "{{name}}" LOGIN VALID UNTIL '"'{{expiration}}'"' IN ROLE orders_vault PASSWORD '"'{{password}}'" \
    creation_statements='ALTER ROLE "{{name}}" SET role = orders_vault' \
    revocation_statements='SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"'{{name}}'" \
    revocation_statements='REASSIGN OWNED BY "{{name}}" TO orders_vault' \
    revocation_statements='DROP OWNED BY "{{name}}"' \
    revocation_statements='DROP ROLE IF EXISTS "{{name}}"'

vault policy write orders - <<'POLICY'
path "database/creds/orders" { capabilities = ["read"] }
path "sys/leases/revoke"     { capabilities = ["update"] }
POLICY

vault write auth/approle/role/orders token_policies=orders token_period=2m secret_id_num_uses=1 secret_id_ttl=90s
vault write auth/approle/role/orders/role-id role_id="$APP_ROLE_ID"
