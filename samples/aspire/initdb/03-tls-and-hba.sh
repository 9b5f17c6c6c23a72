#!/bin/sh
# Certificate, key and pg_hba.conf, as rds-iam has delivered them. The key must belong to the server's user, so it is copied.
set -e
sh /jitaccess/10-jitaccess.sh
