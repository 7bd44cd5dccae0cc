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

run_case audit_life audit_life
run_case audit_driver audit_driver
