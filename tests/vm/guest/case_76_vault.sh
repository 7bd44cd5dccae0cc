# samples/vault where there are keys: each event of its own calls is at a line that holds that call, whichever back end saw it.

# SELECT of what the traces hold of the program's own calls, in the order of their entry.
of_vault() {
    sqlite3 -batch -separator ' ' vault.db "SELECT $1 FROM event AS e JOIN trace AS t USING (trace)
        LEFT JOIN site AS s ON s.fingerprint = e.site_fingerprint AND s.run = 1
        WHERE e.comm = 'vault' AND e.interface <> 'pkey_set' $2"
}

# The line of a site holds the call, and so does a frame of the event; mprotect may be a pkey_mprotect that glibc hands on.
is_there() {
    local file=$1 line=$2 interface=$3
    sed -n "${line}p" "/vault/$file" | grep -qE "\b(pkey_)?$interface\b" || fail "$file:$line does not call $interface"
}

vault_joined() {
    local backend file line interface
    [ -x /vault/vault ] || cannot "samples/vault was not built"
    cp /vault/vault.db .
    for backend in kprobe ptrace; do
        mpx-audit trace --backend $backend --db vault.db -- /vault/vault >said 2>&1 || { cat said && fail "the trace by $backend"; }
        cat said
    done
    of_vault "DISTINCT s.file, s.line, e.interface" "AND s.kind = 'call'" >joined
    [ "$(grep -c . joined)" -gt 8 ] || { cat joined && fail "hardly anything was joined"; }
    while read -r file line interface; do is_there $file $line $interface; done <joined
    for backend in kprobe ptrace; do
        of_vault "e.interface, CASE WHEN e.interface = 'mmap' THEN 'ADDRESS' ELSE coalesce(e.ret, '-') END, e.match, s.file, s.line" "AND t.backend = '$backend' AND e.kind = 'call' ORDER BY e.event" >by.$backend
    done
    [ -s by.ptrace ] || fail "the oracle saw nothing"
    diff by.kprobe by.ptrace || fail "the back ends disagree"
    [ -z "$(of_vault "e.event, s.file, s.line" "AND s.line IS NOT NULL AND NOT EXISTS (SELECT 1 FROM frame AS f
        WHERE f.stack = e.stack AND f.file = s.file AND f.line = s.line)")" ] || fail "an event is at a line that it did not come through"
    sqlite3 -batch vault.db "SELECT rule, count(*) FROM finding WHERE confirmed > 0 GROUP BY 1"
    sqlite3 -batch vault.db "SELECT rule, message FROM observation"
    echo "# $(of_vault "e.match, count(*)" "GROUP BY 1" | tr '\n' ',')"
}

run_case vault_joined vault_joined
