#!/usr/bin/env bash
# A fifth labelled set (tests/golden/toctou/fifth): twelve small projects in which the place where memory becomes shared,
# the two reads, the check and the use lie in different files; labelled before any of it was scanned. A kernel's headers
# are not at hand.
. "$(dirname "$0")/lib.sh"

cp -r "$source_folder/tests/golden/toctou/fifth" cases
for project in cases/*/; do
    name=$(basename "$project")
    (cd "$project" && "$tool" scan -q --root . --db "$work/$name.db" . || [ $? = 3 ]) 2>err || { cat err; fail "scan $name"; }
    labels_of "$project"*.c >>wanted
    alarms_of "$name.db" >>alarms
done
judge_labels 75
