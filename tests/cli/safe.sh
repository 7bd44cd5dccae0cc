#!/usr/bin/env bash
# report --safe: the pairs that were found safe, with their reasons and what proves them, in every format; not without it.
. "$(dirname "$0")/lib.sh"

mkdir tree && cp "$source_folder"/tests/golden/toctou/{kernel.h,open_header.c,safe_compared.c,safe_unused.c} tree
expect_status 0 "$tool" scan -q tree -- -std=gnu11
total=$(sql mpx-audit.db "SELECT count(*) FROM v_finding WHERE verdict = 'safe'")
compared=$(sql mpx-audit.db "SELECT count(*) FROM v_finding WHERE reason = 'compared'")
unused=$(sql mpx-audit.db "SELECT count(*) FROM v_finding WHERE reason = 'unused'")
[ "$compared" -gt 3 ] && [ "$unused" -gt 1 ] || fail "the tree is no test"

reports() { "$tool" report -q "$@" -f text=r.txt -f xml=r.xml -f json=r.json -f sarif=r.sarif -f html=r.html \
    -f checkstyle=r.checkstyle -f gitlab=r.gitlab -f junit=r.junit 2>err || { cat err; fail "report $*"; }; }
json() { python3 -c "import json; r = json.load(open('r.json')); print($1)"; }
pairs_shown='len([f for f in r["findings"] if f["verdict"] == "safe"])'
results_passed="len([s for s in json.load(open('r.sarif'))['runs'][0]['results'] if s['kind'] == 'pass'])"

# Counted always, shown when asked for.
reports
if grep -q 'safe' r.txt; then fail "safe pairs in the text, and nobody asked"; fi
[ "$(json "$pairs_shown")" = 0 ] && [ "$(json "$results_passed")" = 0 ] || fail "safe pairs, and nobody asked"
[ "$(json 'r["totals"]["safe"], r["totals"]["hidden"]')" = "$total 0" ] || fail "not counted, or counted as hidden"
grep -q "$total pairs found safe" r.html && grep -q 'report --safe' r.html || fail "the page does not tell how many there are"
cp r.gitlab without && cp r.checkstyle without.checkstyle

# They add to what --severity shows, come last in the text, and no other tool takes them for alarms.
reports --safe --severity critical
head -n 1 r.txt | grep -qx "$total pairs were found safe: .*$compared compared.* $unused unused" || { cat r.txt; fail "no counts by reason"; }
reports --safe
[ "$(json "$pairs_shown")" = "$total" ] && [ "$(json "$results_passed")" = "$total" ] || fail "pairs are missing"
[ "$(json 'sum(f["verdict"] == "safe" and f["steps"][-1]["why"] != "" for f in r["findings"])')" = "$total" ] || fail "a pair without proof"
[ "$(json '[x["count"] for x in r["totals"]["reasons"] if x["name"] == "compared"]')" = "[$compared]" ] || fail "counts by reason in JSON"
[ "$(grep -c ': safe: ' r.txt)" = "$total" ] || fail "pairs are missing in the text"
[ "$(grep -n ': high: ' r.txt | tail -n 1 | cut -d: -f1)" -lt "$(grep -n ': safe: ' r.txt | head -n 1 | cut -d: -f1)" ] || fail "safe pairs between alarms"
grep -A 14 ': safe: ' r.txt | grep 'both values are compared here' >/dev/null || fail "no proof in the text"
cmp r.gitlab without && cmp r.checkstyle without.checkstyle
xmllint --noout --schema "$source_folder/reports/report.xsd" r.xml 2>err || { cat err; fail "the XML is not valid"; }
[ "$(xmllint --xpath "count(//*[local-name() = 'finding'][@verdict = 'safe'])" r.xml)" = "$total" ] || fail "pairs are missing in the XML"

expect_status 0 "$tool" report --safe --fail-on critical
expect_status 2 "$tool" gate --safe
