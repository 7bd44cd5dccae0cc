#!/usr/bin/env bash
# A ninth labelled set: pieces of sixteen projects (tests/golden/toctou/ninth): half kernel, half programs, with the noise of real code around what matters;
# labelled before any of it was scanned.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/ninth" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" . || [ $? = 3 ]) 2>err || { cat err; fail scan; }
find cases -name '*.c' | sort >files
while read -r file; do labels_of "$file"; done <files >wanted
alarms_of mpx-audit.db | sed 's|^[^ ]*/||' >alarms
judge_labels 115
