# Sourced by the command-line tests. $tool is the built program; each test works in a folder of its own.
set -euo pipefail
tool=$1
source_folder=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export HOME=$work XDG_CONFIG_HOME=$work/.config NO_COLOR=1 LC_ALL=C.UTF-8
unset "${!MPX_AUDIT_@}"

fail() {
    echo "FAIL: $*"
    exit 1
}

# expect_status N COMMAND…: its stdout and stderr are left in out and err.
expect_status() {
    local wanted=$1 status=0
    shift
    "$@" >out 2>err || status=$?
    [ "$status" = "$wanted" ] || { cat out err; fail "status $status instead of $wanted: $*"; }
}

# The last line on stderr says what the status means.
expect_last_line() {
    tail -n 1 err | grep -qE "$1" || { cat err; fail "last line of stderr is not: $1"; }
}

# Does the kernel take system calls of i386 (CONFIG_IA32_EMULATION)? Where it does not, int $0x80 is a fault.
takes_i386() {
    "${CC:-cc}" -xc - -o takes_i386 <<'C' && ./takes_i386 2>/dev/null
int main(void)
{
    int result = 20; /* getpid */
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return result <= 0;
}
C
}

sql() { sqlite3 -batch "$@"; }

# labels_of FILE…: of each function behind `/* expect: RULE live|safe [gap_] */`, or `/* expect: none [gap_] */`, a line
# "FILE FUNCTION RULE live|safe|none -|gap_". A result type may stand on a line of its own.
labels_of() {
    awk '/^\/\* expect: / { split($0, word, " "); rule = word[3]; at = rule == "none" ? 3 : 4; kind = word[at]
            gap = word[at + 1] == "gap_" ? "gap_" : "-"; next }
        rule && /\(/ && !/^(\/| )\*/ { name = $0
            if (name ~ /^(COMPAT_)?SYSCALL_DEFINE/) { sub(/^[A-Z_0-9]*\(/, "sys_", name); sub(/,.*/, "", name) }
            sub(/ *\(.*/, "", name); sub(/.*[ \t*]/, "", name); file = FILENAME; sub(/.*\//, "", file)
            print file, name, rule, kind, gap; rule = "" }' "$@"
}

# alarms_of DATABASE: "FILE FUNCTION RULE" of each alarm of the family toctou.
alarms_of() {
    sql "$1" "SELECT DISTINCT file || ' ' || function || ' ' || rule FROM v_finding WHERE level NOT IN ('none', 'note')
        AND rule IN ('double-fetch', 'double-load', 'shared-argument', 'range-race')"
}

# judge_labels COUNT: compares the files `wanted` (at least COUNT labels) and `alarms`. A gap_ must not pass unnoticed:
# what is open is missed today, what is safe is told.
judge_labels() {
    sort -o wanted wanted
    sort -o alarms alarms
    awk '$4 != "none" && ($4 == "live") != ($5 == "gap_") { print $1, $2, $3 }' wanted | sort >expected
    awk '($4 == "live") == ($5 == "gap_") && $4 != "none" { print $1, $2, $3 }
        $4 == "none" && $5 != "gap_" { for (i = 1; i <= 4; i++) print $1, $2, rules[i] }
        BEGIN { split("double-fetch double-load shared-argument range-race", rules) }' wanted | sort >silent
    local kind
    for kind in live safe; do
        awk -v kind="$kind" '$4 == kind { print $1, $2, $3 }' wanted | sort >"$kind"
    done
    echo "open: $(comm -12 live alarms | wc -l) of $(wc -l <live) found; safe: $(comm -12 safe alarms | wc -l) of $(wc -l <safe) alarmed"
    awk '$5 == "gap_" { print "gap_: " $0 }' wanted
    [ "$(wc -l <wanted)" -ge "$1" ] || fail 'labels were lost'
    comm -23 expected alarms | sed 's/^/was to be told: /' >wrong
    comm -12 silent alarms | sed 's/^/was not to be told: /' >>wrong
    cat wrong
    [ ! -s wrong ]
}
