#!/usr/bin/env bash
# Every operation of ops.def has its row in docs/ir.md (a line "| `name` |"), and every row an operation.
set -euo pipefail
table=$(sed -nE 's/^OP\([A-Z]+, "([a-z]+)".*/\1/p' analyzer/ir/ops.def | sort)
page=$(sed -nE 's/^\| `([a-z]+)` \|.*/\1/p' docs/ir.md | sort)
if [ -z "$table" ]; then
    echo "no operation found in analyzer/ir/ops.def"
    exit 1
fi
if ! diff <(echo "$table") <(echo "$page") | sed -n 's/^< /not in docs\/ir.md: /p; s/^> /not in ops.def, or twice: /p' | { ! grep .; }; then
    exit 1
fi
