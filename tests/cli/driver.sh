#!/usr/bin/env bash
# samples/mpx-driver: the double fetch that the scan finds is confirmed by a trace that was recorded while the client raced
# against it, and every format tells. What is not evidence of it confirms nothing.
. "$(dirname "$0")/lib.sh" "$@"
command -v sqlite3 >/dev/null || { echo "SKIPPED: needs sqlite3"; exit 77; }

cp -r "$source_folder/samples/mpx-driver" mpx-driver
touch .mpx-audit.conf # paths are relative to here
overlay=mpx-driver/catalogue.xml
gunzip -c "$source_folder/samples/traces/driver-client.gz" >client
gunzip -c "$source_folder/samples/traces/driver.mpxt.gz" >driver.mpxt
"$tool" import -q --catalogue $overlay --dump all.jsonl driver.mpxt
sed -i "s#/src/samples/mpx-driver/client#$PWD/client#g" all.jsonl
expect_status 0 "$tool" scan -q --catalogue $overlay --db d.db mpx-driver
[ "$(sql d.db "SELECT count(*) FROM finding WHERE rule = 'double-fetch' AND function = 'mpx_set'")" = 1 ] || fail "no finding"
[ "$(sql d.db 'SELECT sum(confirmed) FROM finding')" = 0 ] || fail "confirmed before anything was seen"

expect_status 0 "$tool" import --catalogue $overlay --db d.db all.jsonl
grep -q '1 finding is confirmed' err || { cat err; fail "import does not say that a finding is confirmed"; }
[ "$(sql d.db "SELECT rule, function, confirmed, hits FROM v_finding WHERE confirmed > 0")" = 'double-fetch|mpx_set|1|1200' ] ||
    { sql d.db 'SELECT * FROM v_finding'; fail "not the double fetch alone, by one of its 1200 calls"; }
# The one call during which the byte changed is the one that was believed beyond the limit: 252 holders of 8.
[ "$(sql d.db "SELECT e.ret FROM confirmation JOIN event AS e USING (trace, event)")" = 252 ] || fail "another event"
# The user's call is found through the program's own mpx(), and both ends of the call were seen.
line=$(grep -n 'mpx(shared' mpx-driver/client.c | cut -d: -f1)
[ "$(sql d.db "SELECT count(*) FROM event AS e JOIN site AS s ON s.fingerprint = e.site_fingerprint
    WHERE e.interface = 'mpx' AND e.match = 'exact' AND s.file = 'mpx-driver/client.c' AND s.line = $line")" = 1200 ] ||
    fail "the calls are not joined with client.c:$line"
[ "$(sql d.db "SELECT group_concat(side || ' ' || hits, ', ') FROM (SELECT side, hits FROM v_site
    WHERE kind = 'implementation' ORDER BY side)")" = 'kernel 1200, user 1200' ] || fail "the implementations were not seen"

expect_status 0 "$tool" report --db d.db -f xml=r.xml -f json=r.json -f sarif=r.sarif -f html=r.html -f text
why='byte 0 behind `addr`, which mpx_set reads twice, changed while sys_mpx ran'
grep -qF "seen: $why: mpx(addr=0x" out && grep -qF "op=0x2) = 252 [event 845 of trace 1, called at mpx-driver/client.c:$line]" out ||
    { cat out; fail "text does not tell"; }
grep -qF "<why>$why</why>" r.xml && grep -qF 'evidence="addr: changed, byte 0: 04 became fc"' r.xml &&
    grep -qE 'confirmed="1" hits="1200"' r.xml && grep -qF "place=\"mpx-driver/client.c:$line\"" r.xml || fail "XML does not tell"
grep -qF '<strong>✔ Confirmed at run time</strong> by 1 event' r.html && grep -qF ' of 1200 that were seen' r.html &&
    grep -qF 'addr: changed, byte 0: 04 became fc' r.html || fail "HTML does not tell"
if command -v python3 >/dev/null; then
    python3 - "$why" <<'P' || fail "JSON or SARIF does not tell"
import json, sys
finding = [f for f in json.load(open("r.json"))["findings"] if f["rule"] == "double-fetch"][0]
result = [r for r in json.load(open("r.sarif"))["runs"][0]["results"] if r["ruleId"] == "double-fetch"][0]["properties"]
for one in finding, result:
    assert one["confirmed"] == 1 and one["hits"] == 1200, one
    told = one["confirmations"][0]
    event = told["events"][0]
    assert told["why"] == sys.argv[1] and event["ret"] == "252" and event["evidence"].endswith("04 became fc"), told
P
fi

# Evidence that is none of it: other bytes, an operation that does not lead there, another kernel function, a mapping.
altered() {
    local name=$1
    shift
    cp fresh.db "$name.db"
    sed "$@" all.jsonl >"$name.jsonl"
    cmp -s all.jsonl "$name.jsonl" && fail "$name: nothing was altered"
    expect_status 0 "$tool" import -q --catalogue $overlay --db "$name.db" "$name.jsonl"
    [ "$(sql "$name.db" 'SELECT sum(confirmed) FROM finding')" = 0 ] || fail "$name confirms a finding"
}
expect_status 0 "$tool" scan -q --catalogue $overlay --db fresh.db mpx-driver
altered bytes -E '/"changed"/ { s/"first":0,"last":0/"first":5,"last":5/; s/,"(entry|leave)":"[0-9a-f]*"//g }'
altered operation -E 's/("name":"op","value":)2/\13/'
altered function -E '/"type":"probe"/ s/"sys_mpx"/"ia32_sys_call"/'
altered mapping -E '/"changed"/ { s/"changed"/"remapped"/; s/"first":0,"last":0,//; s/,"(entry|leave)":"[0-9a-f]*"//g }'

# The function that serves the call in one file, the one that fetches twice in another.
mkdir split
cat >split/serve.c <<'C'
#define __user __attribute__((btf_type_tag("user")))
long policy_take(int kind, const char __user *where);
long sys_mpx(void __user *addr, int len, unsigned int key, int op)
{
    if (op != 2 || len < 8)
        return -22;
    return policy_take(1, (const char __user *)addr - 4);
}
C
cat >split/policy.c <<'C'
#define __user __attribute__((btf_type_tag("user")))
unsigned long copy_from_user(void *to, const void __user *from, unsigned long n);
static int table[8];
long policy_take(int kind, const char __user *where)
{
    unsigned char n, all[8];
    if (copy_from_user(&n, where + 4, 1) || n > 8)
        return -22;
    if (copy_from_user(all, where + 4, sizeof all))
        return -14;
    for (int i = 0; i < all[0]; i++)
        table[i] = kind;
    return 0;
}
C
expect_status 0 "$tool" scan -q --catalogue $overlay --db s.db split -- -D__KERNEL__
expect_status 0 "$tool" import -q --catalogue $overlay --db s.db all.jsonl
[ "$(sql s.db "SELECT file, confirmed FROM v_finding WHERE rule = 'double-fetch'")" = 'split/policy.c|1' ] ||
    { sql s.db 'SELECT * FROM v_finding; SELECT * FROM reach'; fail "not confirmed over two files"; }
