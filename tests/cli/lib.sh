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

sql() { sqlite3 -batch "$@"; }
