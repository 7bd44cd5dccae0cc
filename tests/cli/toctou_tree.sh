#!/usr/bin/env bash
# Facts of the whole tree, labelled as in tests/cli/toctou.sh, for double-load and range-race. tests/golden/toctou/threads:
# threads that one file starts, with functions of another, and what these do to objects of a third; locks that helpers of
# a further one take. tests/golden/toctou/owners: memory that one file shares and others read. tests/golden/toctou/kernel:
# what a kernel has for itself, though there is its like that others write. What is found does not
# depend on the number of workers, on the prefilter, or on shards; and without its lock each pair that one kept safe
# alarms.
. "$(dirname "$0")/lib.sh"

scan() { # DATABASE FOLDER OPTIONS…
    (cd "$2" && "$tool" scan -q --root . --db "$work/$1" "${@:3}" . -- -std=gnu11 $flags || [ $? = 3 ]) 2>err || { cat err; fail "scan $1"; }
}
found() {
    sql "$1" "SELECT function || ' ' || verdict FROM (SELECT *, row_number() OVER (PARTITION BY file, function ORDER BY
            CASE verdict WHEN 'live' THEN 0 WHEN 'unproven' THEN 1 ELSE 2 END) AS place
        FROM v_finding WHERE rule IN ('double-load', 'range-race') AND verdict IN ('live', 'unproven')) WHERE place = 1 ORDER BY 1"
}
everything() {
    sql "$1" "SELECT f.fingerprint, f.verdict, f.reason, f.message, s.ord, s.role, s.file, s.line, s.why
        FROM v_finding f JOIN v_step s ON s.finding = f.finding ORDER BY 1, 5"
}

try() { # FOLDER OPEN SAFE A_FILE_IN_STEPS
    cp -r "$source_folder/tests/golden/toctou/$1" "$1"
    cp "$source_folder"/tests/golden/toctou/{user,kernel}.h "$1"
    scan "$1.db" "$1" -j 2
    for file in "$1"/*.c; do
        awk '/verdict: / { sub(/.*verdict: /, ""); sub(/ \*\/.*/, ""); label = $0 }
            label != "" && /^[a-z].*\)$/ { sub(/\(.*/, ""); sub(/.*[ *]/, ""); print $0 " " label; label = "" }' "$file"
    done | sort >labels
    grep -v ' none$' labels >wanted
    found "$1.db" | sort >got
    diff wanted got || fail "$1: labels (<: missed, >: a false alarm)"
    echo "$1: $(wc -l <got) of $(wc -l <wanted) found, none of $(grep -c ' none$' labels) safe ones alarmed"
    [ "$(wc -l <wanted)" -ge "$2" ] && [ "$(grep -c ' none$' labels)" -ge "$3" ] || fail "$1: labels were lost"

    everything "$1.db" >all
    grep -q "$4" all || fail "$1: no step lies in $4"
    scan one.db "$1" -j 1
    scan plain.db "$1" --no-prefilter
    for shard in 1 2 3; do scan "shard$shard.db" "$1" --shard "$shard/3"; done
    "$tool" merge -q merged.db shard1.db shard2.db shard3.db 2>err || { cat err; fail merge; }
    for other in one plain merged; do
        everything "$other.db" >other
        cmp -s all other || { diff all other | head; fail "$1: $other differs"; }
    done
    rm ./*.db
}

flags=
try owners 27 19 using.c
try threads 45 43 reaping.c
flags=-D__KERNEL__
try kernel 12 15 own.c
flags=

cp -r threads mutated
sed -i '/pthread_mutex_.*lock(/d' mutated/reaping.c mutated/helping.c
sed -i '/pthread_join/d' mutated/starting.c
sed -i '/pthread_rwlock_.*lock(/d' mutated/sharing.c
sed -i '/sigprocmask(/d' mutated/signals.c
sed -i '/pthread_once(/d' mutated/once.c
scan mutated.db mutated
found mutated.db | awk '{ print $1 }' >alarmed
for function in both_hold_one_lock locked_by_a_helper behind_the_end under_the_same_lock under_a_lock_of_helpers \
    they_read_and_we_write they_write_and_we_read kept_off all_are_kept_off range_while_it_is_kept_off behind_the_one_call; do
    grep -qx "$function" alarmed || fail "$function: silent though what made it safe is gone"
done
