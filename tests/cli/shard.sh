#!/usr/bin/env bash
# Three shards, merged in every order, are what one scan stores; whatever cannot be merged is refused.
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1700000000

# Units that share headers: sites and findings in static inlines, seen by all or by some; equal calls that are told apart
# by their ordinals alone, across units; a macro that calls twice; suppressions that one unit uses and others do not.
cp -r "$source_folder/samples" tree
mkdir tree/shared
cat >tree/shared/map.h <<'C'
#include <sys/mman.h>
#define TWICE(p) (mprotect((p), 4096, PROT_READ), mprotect((p), 4096, PROT_READ))
/* mpx-audit-ignore[writable-executable]: nobody needs it here */
static inline int seal(void *p)
{
    return mprotect(p, 4096, PROT_READ);
}
static inline void *both(unsigned long n)
{
    void *p = mmap(0, n, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#ifdef MORE
    mprotect(p, 4096, PROT_READ);
    TWICE(p);
#else
    TWICE(p);
#endif
    mprotect(p, 4096, PROT_READ);
    return p;
}
#ifdef QUIET
static inline void *quiet(void)
{
    /* mpx-audit-ignore[writable-executable]: known */
    return mmap(0, 8192, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
#endif
C
for i in $(seq 12); do
    {
        [ $((i % 3)) != 0 ] || echo '#define MORE'
        [ "$i" != 7 ] || echo '#define QUIET'
        printf '#include "map.h"\nint f%d(void) { void *p = both(%d); TWICE(p); return seal(p); }\n' "$i" "$i"
    } >"tree/shared/$i.c"
done

# All that the views and tables say of the newest run, but times and row numbers of a run that is not the first.
dump() {
    local run='(SELECT max(run) FROM v_run)'
    sql "$1" "SELECT 'run', root, tool_version, catalogue, units, units_ok, units_degraded, units_failed FROM v_run WHERE run = $run;
        SELECT 'more', started, units_skipped, functions, functions_degraded, instructions, unknowns, sites, findings FROM run WHERE run = $run;
        SELECT 'unit', file, status, mode, reason, functions, functions_degraded, cached FROM v_unit WHERE run = $run;
        SELECT 'site', fingerprint, family, interface, kind, file, line, col, function, side, args, value, tags, confidence, hits FROM v_site WHERE run = $run;
        SELECT 'finding', finding - (SELECT min(finding) FROM finding WHERE run = $run), fingerprint, rule, level, severity, confidence, verdict, reason, file,
            line, col, function, message, state, suppressed, confirmed, hits FROM v_finding WHERE run = $run;
        SELECT 'other', fingerprint_moved, gain, repair, key, line_hash FROM finding WHERE run = $run;
        SELECT 'step', fingerprint, ord, role, s.file, s.line, s.col, text, why FROM v_step AS s JOIN finding USING (finding) WHERE run = $run;
        SELECT 'excerpt', file, line, text FROM excerpt WHERE run = $run;
        SELECT 'rule', id, family, severity, cwe, title, help FROM rule WHERE run = $run;
        SELECT 'scope', path FROM scope WHERE run = $run;
        SELECT 'part', * FROM part WHERE run = $run;"
}

# The newest run as XML, without times and memory.
xml() { "$tool" report -q --db "$1" --format xml 2>err | sed -E 's/(elapsed|peak|parse)[a-z_-]*="[0-9]*"//g'; }

all=(--allow-incomplete -q)
expect_status 0 "$tool" scan tree "${all[@]}" --db one.db
expect_status 0 "$tool" scan tree --allow-incomplete --db again.db
grep 'suppression' err >notes.one
[ "$(wc -l <notes.one)" -ge 1 ] || fail "no suppression is unused"
! grep -q known notes.one || fail "a suppression that was used is called unused"
for i in 1 2 3; do
    expect_status 0 "$tool" scan tree --allow-incomplete --db "s$i.db" --shard "$i/3"
    grep -q "shard $i/3: [1-9][0-9]* of " err || fail "the note does not say how much is in the shard"
    ! grep -q 'suppression' err || fail "a shard judges suppressions"
done

dump one.db >one.dump
[ "$(grep -c '^site' one.dump)" -gt 100 ] && [ "$(grep -c '^finding' one.dump)" -gt 50 ] || fail "the tree says too little"
told=0
for i in 1 2 3; do told=$((told + $(sql "s$i.db" 'SELECT count(*) FROM v_site'))); done
[ "$told" -gt "$(grep -c '^site' one.dump)" ] || fail "no site is in two shards"

n=0
for order in '1 2 3' '1 3 2' '2 1 3' '2 3 1' '3 1 2' '3 2 1'; do
    read -ra ins <<<"$order"
    rm -f merged.db
    expect_status 0 "$tool" merge merged.db "s${ins[0]}.db" "s${ins[1]}.db" "s${ins[2]}.db"
    grep 'suppression' err | diff notes.one - || fail "other notes on suppressions"
    dump merged.db | diff one.dump - || fail "merged as $order is not what one scan stores"
    xml merged.db >"merged.$((n += 1)).xml"
    cmp merged.1.xml "merged.$n.xml" || fail "the report depends on the order of merging"
done
sed -E 's/ command="[^"]*"//' merged.1.xml >merged.xml
xml one.db | sed -E 's/ command="[^"]*"//' | cmp - merged.xml || fail "another report than of one scan"
[ ! -e merged.db-wal ] || fail "a write-ahead log is left at rest"

# The IR of every unit travels along, byte for byte, and only of shards.
ir() { for db in "$@"; do sql "$db" "SELECT file, part, hex(bytes) FROM unit_ir JOIN unit USING (unit) ORDER BY file, part"; done | sort; }
ir s1.db s2.db s3.db >ir.shards
ir merged.db | cmp - ir.shards || fail "the IR did not travel along"
[ "$(cut -d'|' -f1 ir.shards | uniq | wc -l)" = "$(sql one.db "SELECT count(*) FROM v_unit WHERE status IN ('ok', 'degraded')")" ] || fail "units without IR"
cut -d'|' -f3 ir.shards | grep -v '^28B52FFD' >/dev/null && fail "the IR is no zstd frame"
[ -z "$(ir one.db)" ] || fail "a whole scan stores IR"
[ "$(sql merged.db 'SELECT (SELECT count(*) FROM shard_site) + (SELECT count(*) FROM shard_finding) + (SELECT count(*) FROM shard_suppression)')" = 0 ] ||
    fail "rows of shards are left in the merged database"

# One file more moves no other.
files() { sql "$1" "SELECT file FROM v_unit WHERE run = (SELECT max(run) FROM v_run)"; }
echo 'int more;' >tree/shared/more.c
for i in 1 2 3; do
    files "s$i.db" >before
    expect_status 0 "$tool" scan tree "${all[@]}" --db "t$i.db" --shard "$i/3"
    files "t$i.db" | grep -v '/more.c$' | diff before - || fail "units moved to another shard"
done
[ "$(cat <(files t1.db) <(files t2.db) <(files t3.db) | grep -c '/more.c$')" = 1 ] || fail "the new file is not in one shard"
rm tree/shared/more.c

# States are told against the run before in OUT: one finding goes, one comes, and one comes back.
states() { sql "$1" "SELECT state, count(*) FROM v_finding WHERE run = (SELECT max(run) FROM v_run) GROUP BY state" | paste -sd' '; }
known=$(sql merged.db 'SELECT count(*) FROM v_finding')
[ "$(states merged.db)" = "new|$known" ] || fail "in a new database not all is new"
scan_shards() { for i in 1 2 3; do expect_status 0 "$tool" scan tree "${all[@]}" --db "$1$i.db" --shard "$i/3"; done; }
sed -i 's/PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);$/PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);/' tree/shared/map.h
echo '#include <sys/mman.h>
void *come(void) { return mmap(0, 1, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }' >tree/shared/come.c
scan_shards u
expect_status 0 "$tool" scan tree "${all[@]}" --db one.db
expect_status 0 "$tool" merge merged.db u3.db u1.db u2.db
[ "$(states merged.db)" = "$(states one.db)" ] || fail "states: $(states merged.db) instead of $(states one.db)"
[[ $(states merged.db) == *fixed* && $(states merged.db) == *new* && $(states merged.db) == *unchanged* ]] || fail "states: $(states merged.db)"
dump one.db >one.dump
dump merged.db | diff one.dump - || fail "the second run differs"

# Missing shards: stored, named, incomplete, and nothing is fixed by it.
expect_status 3 "$tool" merge merged.db u2.db
expect_last_line 'incomplete: shard 1, 3 of 3 is missing'
expect_status 0 "$tool" report --db merged.db -q --exit-zero --format xml=merged.xml --format html=merged.html --format sarif=merged.sarif
grep -q '"executionSuccessful": *false' merged.sarif || fail "to SARIF the run is whole"
grep -q 'shards that are missing: 1, 3' merged.sarif || fail "the SARIF does not say which shards are missing"
grep -q 'shards="3" missing_shards="1, 3"' merged.xml || fail "the XML does not say which shards are missing"
grep -q 'Missing of 3 shards: 1, 3' merged.html || fail "the HTML does not say which shards are missing"
[[ $(states merged.db) != *fixed* ]] || fail "what was not looked at is fixed"
expect_status 3 "$tool" gate --db merged.db --fail-on none
expect_last_line 'shard 1, 3 of 3 is missing'
expect_status 0 "$tool" gate --db merged.db --fail-on none --allow-incomplete
expect_status 0 "$tool" merge merged.db u2.db --allow-incomplete
expect_status 0 "$tool" merge merged.db u1.db u2.db u3.db
[[ $(states merged.db) != *new* && $(states merged.db) != *reopened* ]] || fail "states after an incomplete run: $(states merged.db)"
expect_status 1 "$tool" merge gated.db s1.db s2.db s3.db --fail-on high

# Refusals: 2, the file is named, OUT is not touched.
refused() {
    local wanted=$1 before
    shift
    before=$(sha256sum merged.db)
    expect_status 2 "$tool" merge merged.db "$@"
    grep -q -- "$wanted" err || { cat err; fail "not said: $wanted"; }
    [ "$before" = "$(sha256sum merged.db)" ] || fail "OUT was touched: $wanted"
}
refused 'OUT IN'
refused 's1.db: is shard 1, and so is s1.db' s1.db s2.db s1.db
refused 'one.db: its newest run is no shard' s1.db one.db
refused 'merged.db: .*itself' merged.db s1.db
refused 'no.db' s1.db no.db
expect_status 0 "$tool" scan tree "${all[@]}" --db n.db --shard 4/4
refused 'n.db: is shard 4 of 4, but s1.db is of 3' s1.db n.db
expect_status 0 "$tool" scan tree "${all[@]}" --db r.db --shard 2/3 --rules -key-zero
refused 'r.db: scanned with other rules' s1.db r.db
expect_status 0 "$tool" scan tree/shared "${all[@]}" --db r.db --root tree --shard 2/3
refused 'r.db: scanned with other paths' s1.db r.db
expect_status 0 "$tool" scan tree/shared "${all[@]}" --db r.db --root tree/shared --shard 2/3
refused 'r.db: scanned below another root' s1.db r.db
cp s2.db v.db && sql v.db "UPDATE run SET catalogue = 'other'"
refused 'v.db: scanned with another catalogue' s1.db v.db
cp s2.db v.db && sql v.db "UPDATE run SET tool_version = '9.9.9'"
refused 'v.db: scanned by mpx-audit 9.9.9' s1.db v.db
cp s2.db v.db && sql v.db "UPDATE unit SET file = (SELECT file FROM other.unit LIMIT 1) WHERE unit = 1" 2>/dev/null ||
    sql v.db "ATTACH 's1.db' AS other; UPDATE unit SET file = (SELECT file FROM other.unit LIMIT 1) WHERE unit = 1"
refused 'v.db: holds the unit' s1.db v.db

for wrong in 0/3 4/3 1/0 1 1/ /3 1/3/3 a/b 1/257 -1/3 '1 / 3'; do
    expect_status 2 "$tool" scan tree --shard "$wrong"
    expect_last_line 'exit status 2'
done

# Of one file two shards are empty, which is not incomplete; that nobody had anything is.
mkdir few && echo 'int few;' >few/few.c
for i in 1 2 3; do expect_status 0 "$tool" scan few -q --db "f$i.db" --shard "$i/3"; done
expect_status 0 "$tool" merge few.db f1.db f2.db f3.db
rm few/few.c
for i in 1 2 3; do expect_status 0 "$tool" scan few -q --db "f$i.db" --shard "$i/3"; done
expect_status 3 "$tool" merge few.db f1.db f2.db f3.db
expect_last_line 'no unit was analysed'
