#!/usr/bin/env bash
# An include names room and header ("ir/unit.h"); none climbs out of its room, and foreign headers stay in their rooms.
set -euo pipefail
status=0

sources() { find analyzer catalogue model db reports runtime-probe cli -name '*.[ch]' ! -path '*/models/*'; }

complain() {
    echo "$1"
    status=1
}

while IFS= read -r hit; do
    complain "includes that climb: $hit"
done < <(sources | xargs grep -nE '#include "\.\./' || true)

# HEADER PATTERN, and the rooms in which it may stand.
while read -r pattern rooms; do
    while IFS=: read -r file _; do
        for room in $rooms; do [[ $file == $room/* ]] && continue 2; done
        complain "$file includes <$pattern>; only $rooms may"
    done < <(sources | xargs grep -lE "#include <$pattern" || true)
done <<'END'
clang-c/ analyzer/front
sqlite3 db
libxml/ catalogue reports
libxslt/ reports
libexslt/ reports
json-c analyzer/input reports runtime-probe/trace
hs.h> analyzer/input
elfutils/ runtime-probe/symbols
dwarf.h> runtime-probe/symbols
bpf/ runtime-probe/mpx-probe
zstd analyzer/scan
xxhash analyzer/scan
END

# Libraries never print nor exit: only cli does, and mpx-probe, a program of its own.
while IFS= read -r hit; do
    complain "prints or exits outside cli: $hit"
done < <(find analyzer catalogue model db reports runtime-probe -name '*.c' ! -path 'analyzer/scan/worker*' ! -path 'runtime-probe/mpx-probe/*' -print0 |
    xargs -0 grep -nE '\b(printf|puts|perror|exit|g_print|g_printerr|g_error|fprintf\(stderr)\s*\(' | grep -vE '^[^:]+:[0-9]+:\s*(/\*|\*)' || true)

exit $status
