#!/usr/bin/env bash
# A header offers at most twelve functions, and every header compiles alone.
set -euo pipefail
mapfile -t headers < <(find analyzer catalogue model db reports runtime-probe cli -name '*.h' ! -path '*/models/*' ! -path '*/mpx-probe/*' | sort)
status=0

for header in "${headers[@]}"; do
    n=$(grep -vE '^(static|typedef|#)' "$header" | grep -cE '^[A-Za-z][A-Za-z0-9_ *]*[ *][a-z_0-9]+\([^;{]*(\)|,)' || true)
    [ "$n" -le 12 ] || { echo "$header offers $n functions; split it" && status=1; }
done

flags="-I. -Ianalyzer -Iruntime-probe -I/usr/lib/llvm-19/include $(pkg-config --cflags glib-2.0 libxml-2.0 json-c)"
printf '%s\n' "${headers[@]}" | xargs -P "$(nproc)" -I{} sh -c \
    "gcc -std=gnu11 -fsyntax-only -xc $flags -include {} /dev/null || { echo '{} does not compile alone'; exit 255; }" || status=1
exit $status
