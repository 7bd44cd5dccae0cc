# From events to source lines: tests/vm/shapes in every way of building it, recorded by both back ends and joined with the
# scan of its sources. How many pages a call protects tells its line, independently of the join (shapes.c).

ways="shapes shapes-fixed shapes-static shapes-clang shapes-id shapes-link shapes-other shapes-bare"
joins=/tmp/join_recorded

# What the comments of the sources say, for join.sql.
truth() {
    echo 'CREATE TEMP TABLE truth (file TEXT, line INTEGER, pages INTEGER, len TEXT, role TEXT);'
    (cd /shapes && awk 'match($0, /\/\* (pages|from) [0-9 ]+ \*\//) {
        n = split(substr($0, RSTART + 3, RLENGTH - 6), word, " ")
        for (i = 2; i <= n; i++)
            printf "INSERT INTO truth VALUES (\047%s\047, %d, %d, \0470x%x\047, \047%s\047);\n", FILENAME, FNR, word[i], word[i] * 4096, word[1]
    }' *.c)
}

# By the kernel probe and by ptrace, into one database, and that into text.
recorded() {
    local backend
    [ -d /shapes ] || cannot "tests/vm/shapes was not built"
    cp /shapes/shapes.db .
    echo 'for way in $*; do if [ -x /shapes/$way ]; then /shapes/$way || exit 1; fi; done; slot && slot32' >all
    for backend in kprobe ptrace; do
        mpx-audit trace --backend $backend --db shapes.db -v -- sh all $ways >said 2>&1 || { cat said && fail "the trace by $backend"; }
        cat said
    done
    { truth && cat /tests/join.sql; } | sqlite3 -batch shapes.db
    grep -q . calls.txt || fail "nothing was recorded"
}

recording() {
    [ -s $joins/traces.txt ] || cannot "nothing was recorded"
    cp $joins/*.txt .
}

# was_joined PROGRAM MATCH PAGES…: both back ends' calls, with the line that has the comment.
was_joined() {
    local way=$1 match=$2 pages
    shift 2
    for pages in "$@"; do
        [ "$(grep -c "^[a-z]* $way $pages [a-z_]* $match pages " calls.txt)" = 2 ] ||
            { grep "^[a-z]* $way $pages " calls.txt; fail "$way, $pages pages: not twice joined with its line, by $match"; }
    done
}

# was_left_out PROGRAM PAGES…: recorded, and joined with nothing.
was_left_out() {
    local way=$1 pages
    shift
    for pages in "$@"; do
        [ "$(grep -c "^[a-z]* $way $pages [a-z_]* [a-z-]* - - - " calls.txt)" = 2 ] ||
            { grep "^[a-z]* $way $pages " calls.txt; fail "$way, $pages pages: joined, or not there"; }
    done
}

# came_by PROGRAM PAGES FRAME…
came_by() {
    local way=$1 pages=$2
    shift 2
    [ "$(grep "^[a-z]* $way $pages " calls.txt | grep -c "| $*$")" = 2 ] ||
        { grep "^[a-z]* $way $pages " calls.txt; fail "$way, $pages pages: not twice by $*"; }
}

# The column of a call's site, of both back ends.
column() {
    grep "^[a-z]* $1 $2 " calls.txt | sed -n 's/.* [a-z.]*:[0-9]*:\([0-9]*\) .*/\1/p' | sort -un
}

# The line with a comment.
line_of() { grep -n "$2" "$1" | cut -d: -f1; }

# ---- the shapes -------------------------------------------------------------------------------------------------------

# A frame of 96 bytes and more, and nothing but .eh_frame to find its caller with.
no_frame_pointer() {
    recording
    was_joined shapes exact 41 42 43 44
    came_by shapes 41 framed main
    came_by shapes 42 framed main
    came_by shapes 43 on_one_line main
    # Of two calls on one line the column tells.
    [ "$(column shapes 43)" -lt "$(column shapes 44)" ] || fail "two calls of one line are confused"
}

# Both calls are the same line of the same function, by two ways.
inlined_caller() {
    recording
    was_joined shapes exact 45 46
    came_by shapes 45 innermost/i between/i inlined main
    came_by shapes 46 innermost/i between/i inlined main
}

tail_call() {
    recording
    was_joined shapes tail-call 47 48
    came_by shapes 47 jumps/t main
    came_by shapes 48 inner/t outer/t main
}

# Two jumps to the same function: nobody knows which one it was, and nobody says so.
two_tail_calls() {
    recording
    was_left_out shapes 50 51
    came_by shapes 50 main
    came_by shapes 51 main
}

# The source says pkey_mprotect, the kernel mprotect, and two functions have no frame.
key_of_minus_one() {
    recording
    was_joined shapes tail-call 52
    came_by shapes 52 give_back/t main
    [ "$(grep -c '^[a-z]* shapes 52 mprotect .* pkey_mprotect |' calls.txt)" = 2 ] || fail "not the site that says pkey_mprotect"
}

# Code without debug information below a function that has a call of its own; a call through a pointer beside one by name.
not_its_own() {
    recording
    was_joined shapes exact 53 56
    was_left_out shapes 54 55
    [ "$(grep -c '^[a-z]* shapes 57 .*| indirect main$' calls.txt)" = 2 ] || fail "the call through a pointer is not there"
    if grep '^[a-z]* shapes 57 .* wrong ' calls.txt; then fail "a call through a pointer is taken for another one"; fi
}

position_independent() {
    recording
    was_joined shapes exact 64 65
    came_by shapes 64 main
    [ "$(grep -c "^[a-z]* shapes call pkey_alloc - $(line_of /shapes/shapes.c '/\* alloc \*/') " others.txt)" = 2 ] || fail "pkey_alloc is not joined"
}

# The same lines whatever the program is built like.
every_shape() {
    local way=$1 match=${2:-exact}
    recording
    [ -x /shapes/$way ] || cannot "$way was not built"
    was_joined $way $match 41 42 43 44 45 46 53 56 64 65
    was_joined $way tail-call 47 48
    was_left_out $way 50 51 54 55
    came_by $way 41 framed main
    came_by $way 46 innermost/i between/i inlined main
    came_by $way 48 inner/t outer/t main
}

static_program() {
    every_shape shapes-static
    was_joined shapes-static exact 61 62
    was_joined shapes-static tail-call 63
    came_by shapes-static 63 guard_and_jump/t main
}

shared_library() {
    local way
    recording
    for way in shapes shapes-fixed; do
        was_joined $way exact 61 62
        came_by $way 61 guard main
        came_by $way 62 guard main
    done
    # It has its own debug information, whatever the program has.
    was_joined shapes-bare exact 61 62
    came_by shapes-bare 61 guard
}

no_lines() {
    was_left_out $1 41 42 43 44 45 46 47 48 50 51 52 53 54 55 56 57 64 65
    came_by $1 41
}

# Without the debug file nothing has a line: it is the file that gives them.
debug_file() {
    every_shape shapes-id
    no_lines shapes-bare
}

# No build-id says that program and debug file belong together; the checksum does, and nothing is exact.
debug_file_by_name() {
    every_shape shapes-link line
}

# It would tell wrong lines.
debug_file_of_another_build() {
    recording
    no_lines shapes-other
}

# ---- all of them ------------------------------------------------------------------------------------------------------

# No event has a site that it did not come through: neither ours nor the C library's own.
none_wrong() {
    local programs
    recording
    grep ' wrong ' calls.txt >wrong || true
    grep -E '/wrong( |$)' calls.txt >>wrong || true
    [ ! -s wrong ] || { cat wrong && fail "$(grep -c . wrong) calls with wrong lines"; }
    programs=$(cut -d' ' -f2 calls.txt | sort -u | grep -c .)
    [ "$(grep -c '^[a-z]* [a-z-]* [0-9]' calls.txt)" = $((programs * 21 * 2)) ] || fail "not 21 calls of each of $programs programs, twice"
    echo "# $(grep -c . calls.txt) calls of $programs programs: $(cut -d' ' -f5 calls.txt | sort | uniq -c | awk '{ printf "%s %s, ", $1, $2 }')none wrong"
}

# ptrace as the oracle: the same calls, sites and frames.
same_joins() {
    recording
    sed -n 's/^kprobe //p' calls.txt others.txt >by.kprobe
    sed -n 's/^ptrace //p' calls.txt others.txt >by.ptrace
    [ -s by.ptrace ] || fail "the oracle saw nothing"
    diff by.kprobe by.ptrace || fail "the back ends disagree"
}

# The line that touched the page, of a denied access, which is no call.
denied_line() {
    local way line=$(line_of /shapes/shapes.c '/\* denied \*/')
    recording
    for way in shapes shapes-fixed shapes-static shapes-id shapes-link; do
        [ "$(grep -c "^[a-z]* $way fault  1 - denied:shapes.c:$line main:shapes.c:" others.txt)" = 2 ] ||
            { grep fault others.txt; fail "$way: the denied access is not at line $line"; }
    done
}

# int $0x80 in 64-bit and in 32-bit code: its sources were not scanned, and it has its lines all the same.
slot_lines() {
    local backend
    recording
    for backend in kprobe ptrace; do
        sed -n "s/^$backend \(slot[0-9]*\) call mpx - - .*\(main\|_start\):[^ ]*:\([0-9]*\).*/\1:\3/p" others.txt >by.$backend
        printf 'slot:%s\nslot:%s\nslot32:%s\n' "$(line_of /tests/slot.c 'first = compat(56')" "$(line_of /tests/slot.c 'second = compat(56')" \
            "$(line_of /tests/slot32.c 'call(56')" | diff - by.$backend || fail "not the lines that call it, by $backend"
    done
}

# A system call that this kernel does not have (mseal) is none that was overlooked.
whole_trace() {
    recording
    grep -qx 'kprobe: ' traces.txt || fail "not complete: $(head -n 1 traces.txt)"
}

run_case join_recorded recorded
run_case join_no_frame_pointer no_frame_pointer
run_case join_inlined_caller inlined_caller
run_case join_tail_call tail_call
run_case join_two_tail_calls two_tail_calls
run_case join_key_of_minus_one key_of_minus_one
run_case join_not_its_own not_its_own
run_case join_position_independent position_independent
run_case join_fixed every_shape shapes-fixed
run_case join_static static_program
run_case join_shared_library shared_library
run_case join_clang_lld every_shape shapes-clang
run_case join_debug_file debug_file
run_case join_debug_file_by_name debug_file_by_name
run_case join_debug_file_of_another_build debug_file_of_another_build
run_case join_none_wrong none_wrong
run_case join_oracle same_joins
run_case join_denied_line denied_line
run_case join_slot_lines slot_lines
run_case join_whole_trace whole_trace
