#!/usr/bin/env bash
# A sixth labelled set (tests/golden/toctou/sixth): the idioms of kernels and programs, each in one file; labelled before
# any of it was scanned. A kernel's headers are not at hand.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/sixth" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" . || [ $? = 3 ]) 2>err || { cat err; fail scan; }
for file in cases/*.c; do
    labels_of "$(basename "$file")" "$file" >>wanted
done
sql mpx-audit.db "SELECT DISTINCT file || ' ' || function || ' ' || rule FROM v_finding WHERE level NOT IN ('none', 'note')
    AND rule IN ('double-fetch', 'double-load', 'shared-argument', 'range-race')" >alarms
judge_labels 160
