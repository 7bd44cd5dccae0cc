#!/usr/bin/env bash
# A sixth labelled set (tests/golden/toctou/sixth): the idioms of kernels and programs, each in one file; labelled before
# any of it was scanned. A kernel's headers are not at hand.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/sixth" cases
(cd cases && "$tool" scan -q --root . --db "$work/mpx-audit.db" . || [ $? = 3 ]) 2>err || { cat err; fail scan; }
labels_of cases/*.c >wanted
alarms_of mpx-audit.db >alarms
judge_labels 160
