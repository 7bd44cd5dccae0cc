#!/usr/bin/env bash
# Same input, same bytes out, whatever -j.
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1700000000

# What may differ: times and memory, and the option itself in the provenance.
settled() { sed -E 's/(elapsed|peak|parse)[a-z_-]*="?[": ]*[0-9]+"?//g; s/ -j [0-9]//g'; }

cp -r "$source_folder/samples" samples
n=0
for jobs in 1 4 1; do
    n=$((n + 1))
    rm -f mpx-audit.db
    expect_status 0 "$tool" scan -q samples --allow-incomplete -j "$jobs"
    "$tool" report -q --format xml --format sarif --format text 2>err | settled >"report.$n"
    [ -s "report.$n" ] || fail "no report"
done
diff report.1 report.2 && diff report.1 report.3
