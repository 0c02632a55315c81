#!/usr/bin/env bash
# Takes the pictures of the console in docs/images: starts the example shop, has some trouble, and shows every page, light and dark.
# Takes about a minute and a half. Needs Chromium (Debian: apt-get install chromium) and, for the console itself, Node 20.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
command -v chromium >/dev/null || { echo "Chromium is missing: apt-get install chromium" >&2; exit 1; }
dotnet build tests/Perdure.Web.Tests -c Release --nologo -v quiet
exec tests/Perdure.Web.Tests/bin/Release/net10.0/Perdure.Web.Tests screenshots "$PWD" docs/images
