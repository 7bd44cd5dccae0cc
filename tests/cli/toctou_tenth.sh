#!/usr/bin/env bash
# A tenth labelled set: kernel code of sixteen drivers and subsystems (tests/golden/toctou/tenth), written from FIELD's definition alone;
# labelled before any of it was scanned.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/tenth" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" . || [ $? = 3 ]) 2>err || { cat err; fail scan; }
find cases -name '*.c' | sort >files
while read -r file; do labels_of "$file"; done <files >wanted
alarms_of mpx-audit.db | sed 's|^[^ ]*/||' >alarms
judge_labels 151
