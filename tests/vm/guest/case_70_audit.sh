# The product: mpx-audit makes the plan of its catalogue, starts the probe, stores and joins.

audited() {
    command -v mpx-audit >/dev/null || cannot "mpx-audit was not built"
    mpx-audit trace --backend kprobe --trace t --follow --json "$@" >t.json 2>t.err || echo "status $?" >>t.err
    cat t.json t.err
    dump <t >t.txt
    complete t.txt
}

audit_life() {
    audited -- keys life
    has_not t.err '^status'
    for interface in pkey_alloc pkey_free pkey_mprotect; do has t.json "\"$interface\""; done
    has t.txt '^header backend=2 '
    # Of the catalogue's probes each is seen, or has a reason that lies with this kernel: x32 is switched off, mseal is newer.
    grep '^probe' t.txt | sort -u >probes
    grep -E '^probe [0-9]+ [^ ]+ silent ' probes | grep -v ENOSYS >unexplained || true
    grep -E '^probe [0-9]+ [^ ]+ refused ' probes | grep -v 'no such symbol' >>unexplained || true
    [ ! -s unexplained ] || { cat unexplained && fail "probes without effect"; }
    [ "$(grep -c '^probe [0-9]* [^ ]* seen ' probes)" -gt 15 ] || { cat probes && fail "few probes were seen to work"; }
}

audit_driver() {
    driver
    audited -- client take
    has t.json '"mpx"'
    has t.txt '^call mpx x86_64 .*:unmapped, 0x1000, 0x5dc, 0x4\) = 0 '
}

# The static finding in the driver, confirmed by a race that is run until the byte was seen to change.
confirmed_by_race() {
    cp /tests/driver.db d.db
    audited --catalogue /tests/driver.xml --db d.db -- client race 2000
    grep -q ' 1 finding is confirmed' t.err
}

audit_confirmed() {
    local round
    driver
    [ -f /tests/driver.db ] || cannot "the driver was not scanned"
    for round in 1 2 3 4 5; do
        confirmed_by_race && break
    done
    grep -q ' 1 finding is confirmed' t.err || fail "the double fetch of mpx_set is not confirmed"
    mpx-audit report --db d.db -f text >report.txt 2>report.err
    has report.txt 'seen: byte 0 behind `addr`, which mpx_set reads twice, changed while sys_mpx ran: mpx\(addr=0x[0-9a-f]+, len=0x40, key=0x3, op=0x2\) = '
}

# Events and denied accesses come while the command runs: it does not end before they are there.
audit_follow() {
    local tracer
    mkfifo gate
    mpx-audit trace --backend kprobe --family pkeys --follow --json -- sh -c 'keys denied; keys denied-read; read -r _' <gate >out 2>err &
    tracer=$!
    exec 9>gate
    until_true 60 eval '[ "$(grep -c "^{\"type\":\"fault\"" out)" -ge 2 ]'
    [ -d /proc/$tracer ] || fail "the command had ended"
    exec 9>&-
    wait $tracer || { cat err && fail "--follow ends with $?"; }
    cat out
    has out "^\{\"type\":\"fault\".*\"address\":$(printf %d $(awk '/^denied / { print $2 }' out)),.*\"key\":1\b"
    has out "^\{\"type\":\"fault\".*\"address\":$(printf %d $(awk '/^denied-read / { print $2 }' out)),.*\"key\":1\b.*\"in_kernel\":true"
    has out '^\{"type":"call".*"interface":"pkey_alloc".*"result":1\b'
}

# A reaction for each event, of a denied access too.
audit_exec() {
    mpx-audit trace --backend kprobe --family pkeys \
        --exec 'read -r line; echo "$MPX_EVENT $MPX_EVENT_INTERFACE $MPX_EVENT_ADDRESS $MPX_EVENT_KEY $MPX_EVENT_RESULT ${#line}" >>reactions' \
        -- keys denied >out 2>err || { cat err && fail "--exec ends with $?"; }
    cat out reactions
    has reactions "^fault [^ ]* $(awk '{ print $2 }' out) 1  [0-9]{3,}\$"
    has reactions '^call pkey_alloc   1 [0-9]{3,}$'
    has reactions '^call pkey_mprotect   0 [0-9]{3,}$'
}

run_case audit_life audit_life
run_case audit_confirmed audit_confirmed
run_case audit_driver audit_driver
run_case audit_follow audit_follow
run_case audit_exec audit_exec
