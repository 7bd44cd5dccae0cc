#!/usr/bin/env bash
# A seventh labelled set: kernel code (tests/golden/toctou/seventh): drivers and subsystems, a part of them in several files, half of them without their headers;
# labelled before any of it was scanned.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/seventh" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" . || [ $? = 3 ]) 2>err || { cat err; fail scan; }
find cases -name '*.c' | sort >files
while read -r file; do labels_of "$file"; done <files >wanted
alarms_of mpx-audit.db | sed 's|^[^ ]*/||' >alarms
judge_labels 140
