#!/usr/bin/env bash
# The manual page names every verb and every option of the tables, and no other.
set -euo pipefail
export LC_ALL=C
table() { sed -nE 's/^OPTION\([a-z_]+, "([a-z-]+)".*/\1/p' cli/options.def | sort; }
page() { sed -n '/^.SH OPTIONS/,/^.SH EXIT/p' docs/mpx-audit.1 | sed 's/\\-/-/g' | grep -oE '^\.(BR?|BI).*' |
    grep -oE -- '--[a-z][a-z-]*' | sed 's/^--//' | sort; }
verbs() { sed -nE 's/^VERB\("([a-z]+)".*/\1/p' cli/verbs.def | sort; }
paged_verbs() { sed -n '/^.SH VERBS/,/^.SH OPTIONS/p' docs/mpx-audit.1 | grep -oE '^\.(BR?|BI) [a-z]+' | awk '{print $2}' | sort; }
diff <(table) <(page) && diff <(verbs) <(paged_verbs)
