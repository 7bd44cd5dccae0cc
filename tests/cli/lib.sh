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
