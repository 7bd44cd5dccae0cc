# The rules over events, on what a kernel with keys really answers: programs that do what the rules are about, recorded, and
# what was said of them.

rules_recorded() {
    [ -f /shapes/shapes.db ] || cannot "tests/vm/shapes was not scanned"
    cp /shapes/shapes.db d.db
    mpx-audit trace --backend kprobe --db d.db -- sh -c 'keys life; keys denied; keys exec-only; keys misuse; keys remapped; slot' >out 2>err ||
        { cat err && fail "the trace"; }
    cat out err
    sqlite3 -batch -separator ' ' d.db 'SELECT e.comm, o.rule, o.message FROM observation AS o
        JOIN observation_event AS x USING (observation) JOIN event AS e ON e.event = x.event AND e.trace = o.trace
        WHERE x.ord = (SELECT max(ord) FROM observation_event AS y WHERE y.observation = o.observation) ORDER BY o.observation' >said
    cat said
    has said '^keys key-double-free '
    has said '^keys key-freed-in-use '
    has said '^keys key-use-after-free '
    has said '^keys denied-access a write at 0x[0-9a-f]+ was denied by key 1, which thread '
    has said '^keys denied-access an access at 0x[0-9a-f]+ was denied by key [0-9]+; no call of this trace gave it to that range'
    has said '^keys range-race '
    # The kernel writes the number that it chose into what it was given: nobody raced.
    has_not said '^slot '
}

run_case rules_recorded rules_recorded
