#!/usr/bin/env bash
# Same input, same bytes out, whatever -j.
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1700000000

cp -r "$source_folder/samples" samples
for jobs in 1 4 1; do
    rm -f mpx-audit.db
    expect_status 0 "$tool" scan -q samples --allow-incomplete -j "$jobs"
    "$tool" report -q --format xml --format sarif 2>/dev/null | sed -E 's/(elapsed_ms|elapsed-ms|peak[a-z_-]*|parse_ms|parse-ms)="[0-9]+"//g; s/ -j [0-9]//g' >"report.$jobs.$((++n))"
done
cmp report.1.1 report.4.2 && cmp report.1.1 report.1.3
