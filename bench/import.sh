#!/usr/bin/env bash
# What importing a large trace costs: bench/import.sh [-t MPX-AUDIT] [-n EVENTS] [FOLDER]
#
# The recorded trace of samples/vault is repeated until it has EVENTS calls (1,000,000), each repetition as a process of its own, and a tenth
# of that beside it. Measured with each: import (read, symbolise, judge by the rules over events, join, store), the same with --dump (read only),
# and the HTML and JSON reports of it: elapsed and CPU seconds, and the peak of memory, which must not grow with the events. Needs gawk and
# GNU time.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"
tool=mpx-audit events=1000000
while getopts t:n: option; do
    case $option in t) tool=$OPTARG ;; n) events=$OPTARG ;; *) die "import.sh [-t MPX-AUDIT] [-n EVENTS] [FOLDER]" ;; esac
done
shift $((OPTIND - 1))
need time test -x /usr/bin/time
need gawk gawk 'BEGIN { exit 0 }'
need_done
folder=$(work_folder "${1:-}")/import
mkdir -p "$folder"
traces=$here/../samples/traces
gunzip -c "$traces/vault.gz" >"$folder/vault"
gunzip -c "$traces/ptrace.mpxt.gz" >"$folder/once.mpxt"
"$tool" import -q --dump "$folder/once.jsonl" "$folder/once.mpxt"

# repeat EVENTS: the head once, then rounds with their own numbers; times go on, so that the order is that of a real trace.
repeat() {
    gawk -v events="$1" -v path="$folder/vault" '
        { gsub("/src/samples/vault/vault", path) }
        /^\{"mpx-audit"/ || /"type":"probe"/ { print; next }
        /"type":"end"/ { next }
        { line[++n] = $0; is_event[n] = /"type":"(call|fault)"/ }
        END {
            for (round = 0; done < events; round++)
                for (i = 1; i <= n && done < events; i++) {
                    text = line[i]
                    pid = 1000 + round % 30000
                    gsub(/"pid":[0-9]+/, "\"pid\":" pid, text)
                    gsub(/"tid":[0-9]+/, "\"tid\":" pid, text)
                    gsub(/"start_time":[0-9]+/, "\"start_time\":" (round + 1), text)
                    if (is_event[i])
                        sub(/"sequence":[0-9]+/, "\"sequence\":" done++, text)
                    print text
                }
            printf "{\"type\":\"end\",\"events\":%d}\n", done
        }' "$folder/once.jsonl"
}

# measure LABEL COMMAND…: one row.
measure() {
    local label=$1
    shift
    /usr/bin/time -o "$folder/time" -f '%e %U %S %M' "$@" >/dev/null 2>"$folder/err" || { cat "$folder/err" >&2; die "failed: $*"; }
    awk -v label="$label" '{ printf "| %-28s | %8.1f | %8.1f | %8.1f |\n", label, $1, $2 + $3, $4 / 1024 }' "$folder/time"
}

printf '| %-28s | %8s | %8s | %8s |\n|---|---:|---:|---:|\n' "" "s" "CPU s" "peak MiB"
for n in $((events / 10)) "$events"; do
    repeat "$n" >"$folder/trace.jsonl"
    rm -f "$folder/t.db"
    "$tool" scan -q --db "$folder/t.db" "$here/../samples/vault" 2>/dev/null
    measure "$n events: read, JSON Lines" "$tool" import --dump /dev/null "$folder/trace.jsonl"
    measure "$n events: import" "$tool" import --db "$folder/t.db" "$folder/trace.jsonl"
    grep -h 'joined:' "$folder/err" >&2 || true
    measure "$n events: report html" "$tool" report --db "$folder/t.db" -f html="$folder/report.html"
    measure "$n events: report json" "$tool" report --db "$folder/t.db" -f json="$folder/report.json"
    note "$(du -h "$folder/trace.jsonl" "$folder/t.db" "$folder/report.html" | awk '{ printf "%s %s  ", $1, $2 }')"
done
rm -f "$folder/trace.jsonl"
