#!/usr/bin/env bash
# samples/vault under the probe: every call of its own is joined with its line, what confirms a finding is shown, and the
# stored trace can be written, read again and joined to the same sites.
here=$(dirname "$(realpath "$0")")
. "$here/lib.sh"
command -v sqlite3 >/dev/null || { echo "SKIPPED: needs sqlite3"; exit 77; }

cp -r "$source_folder/samples/vault" vault
make -s -C vault vault compile_commands.json CC="${CC:-cc}"
expect_status 0 "$tool" scan --db v.db -p vault vault
"$tool" trace --backend ptrace -- true >out 2>err || {
    grep -q 'refuses to trace' err || { cat err; fail "trace does not run"; }
    echo "SKIPPED: this system refuses ptrace"
    exit 77
}
"$tool" trace --db v.db --backend ptrace -- vault/vault >out 2>err || true
[ "$(sql v.db 'SELECT count(*) FROM trace')" = 1 ] || { cat err; fail "no trace was stored"; }

# What the program calls, before it finds out whether there are keys: filter.c, and one pkey_alloc.
sites() {
    sql v.db "SELECT s.interface, s.file, s.line, count(*) FROM event AS e JOIN site AS s ON s.fingerprint = e.site_fingerprint
        WHERE e.trace = $1 AND s.run = 1 AND s.file LIKE '%filter.c' GROUP BY 1, 2, 3 ORDER BY 2, 3"
}
line_of() { grep -n "$1" vault/filter.c | cut -d: -f1; }
[ "$(sites 1 | grep -c mprotect)" = 2 ] || { sites 1; fail "the two mprotect of filter.c are not joined"; }
[ "$(sites 1 | awk -F'|' '$1 == "mprotect" { print $3 }' | tr '\n' ' ')" = "$(line_of 'if (mprotect(code' | tr '\n' ' ')" ] ||
    fail "mprotect is joined with other lines"
[ "$(sql v.db "SELECT count(*) FROM event WHERE match IN ('line', 'function')")" = 0 ] || fail "something is less than exact"
# No join may contradict the source: the line of the site holds the call.
sql -separator ' ' v.db "SELECT DISTINCT s.file, s.line, s.interface FROM event AS e JOIN site AS s
    ON s.fingerprint = e.site_fingerprint WHERE s.kind = 'call'" >joined
while read -r file line interface; do
    sed -n "${line}p" "vault/$(basename "$file")" | grep -q "$interface" || fail "$file:$line does not call $interface"
done <joined

# The range that the sample makes writable and executable.
[ "$(sql v.db "SELECT sum(confirmed) FROM finding WHERE rule = 'writable-executable'")" = 1 ] || fail "the finding is not confirmed"
expect_status 0 "$tool" report --db v.db --format text --format html=r.html --format xml=r.xml --format trace=t.jsonl
grep -q 'seen: the range was made writable and executable: mprotect(.*prot=0x7) = 0' out || fail "text does not tell"
grep -q 'Confirmed at run time' r.html || fail "HTML does not tell"

# Again from its own lines: without build-ids nothing is exact, and nothing is another site.
expect_status 0 "$tool" import --db v.db t.jsonl
sites 1 >first
sites 2 >second
cmp first second || fail "the trace that was written is joined otherwise"
[ "$(sql v.db "SELECT count(*) FROM event WHERE trace = 2 AND match = 'exact'")" = 0 ] || fail "exact without a build-id"
expect_status 0 "$tool" db check --db v.db

# A tree that was built somewhere else.
mkdir elsewhere
cp -r "$source_folder/samples/vault" elsewhere/moved
make -s -C elsewhere/moved vault CC="${CC:-cc}"
"$tool" trace --db v.db --backend ptrace -q -- elsewhere/moved/vault >out 2>err || true
"$tool" trace --db v.db --backend ptrace -q --path-map "$work/elsewhere/moved=$work/vault" -- elsewhere/moved/vault >out 2>err || true
[ "$(sites 4 | grep -c mprotect)" = 2 ] || { sites 4; fail "the path map is not followed"; }
