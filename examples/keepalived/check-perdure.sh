#!/bin/sh
# For keepalived: succeeds while the node on this machine takes traffic. Ask /readyz, not /livez: a node that drains is alive and says
# here that it wants no more. PERDURE_READY names another admin address; with tokens, /readyz is still open to all.
exec curl --silent --fail --output /dev/null --noproxy '*' --max-time 1 "${PERDURE_READY:-http://127.0.0.1:9090/readyz}"
