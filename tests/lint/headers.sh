#!/usr/bin/env bash
# A header offers at most twelve functions, and every header compiles alone.
set -euo pipefail
status=0
read -ra flags <<<"-I. -Ianalyzer -I/usr/lib/llvm-19/include $(pkg-config --cflags glib-2.0 libxml-2.0)"
for header in $(find analyzer catalogue model db reports cli -name '*.h' ! -path '*/models/*'); do
    n=$(grep -vE '^(static|typedef|#)' "$header" | grep -cE '^[a-z][a-z0-9_ *]*[ *][a-z_0-9]+\([^;{]*(\)|,)' || true)
    if [ "$n" -gt 12 ]; then
        echo "$header offers $n functions; split it" && status=1
    fi
    if ! gcc -std=gnu11 -fsyntax-only -xc "${flags[@]}" -include "$header" /dev/null; then
        echo "$header does not compile alone" && status=1
    fi
done
exit $status
