#!/usr/bin/env bash
# Audits samples/vault and looks at its report in a browser.
here=$(dirname "$(realpath "$0")")
. "$here/../cli/lib.sh"

cp -r "$source_folder/samples/vault" vault
expect_status 0 "$tool" vault
"$here/report.sh" mpx-audit-report/index.html
