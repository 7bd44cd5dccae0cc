# What the cases say. Everything they print is indented; only these lines count:
#   MPXA-CASE NAME pass|fail|skip SECONDS [REASON]
#   MPXA-DONE rc=N
# Sourced by init; a case is a shell function that fails, or ends its subshell with 77 for "cannot be done here".

failures=0

# run_case NAME FUNCTION [ARGUMENT…]
run_case() {
    local name=$1 rc verdict begin
    shift
    begin=$(cut -d' ' -f1 /proc/uptime)
    mkdir -p "/tmp/$name"
    # No `|| …` around it: that would switch off `set -e` inside.
    (cd "/tmp/$name" && set -e && "$@") >"/tmp/$name/out" 2>&1 &
    wait $!
    rc=$?
    case $rc in
    0) verdict=pass ;;
    77) verdict=skip ;;
    *) verdict=fail failures=$((failures + 1)) ;;
    esac
    if [ $verdict = fail ]; then tail -n 60 "/tmp/$name/out" | sed 's/^/    /'; fi
    echo "MPXA-CASE $name $verdict $(cut -d' ' -f1 /proc/uptime | awk -v b="$begin" '{ printf "%.1f", $1 - b }') $(grep -h '^#' "/tmp/$name/out" | tail -n 1)"
}

fail() {
    echo "# $*"
    exit 1
}

cannot() {
    echo "# $*"
    exit 77
}

# until_true SECONDS COMMAND…
until_true() {
    local left=$(($1 * 5))
    shift
    until "$@"; do
        left=$((left - 1))
        [ $left -gt 0 ] || fail "waited too long for: $*"
        sleep 0.2
    done
}

# Ends the machine; the port is QEMU's isa-debug-exit.
finish() {
    echo "MPXA-DONE rc=$failures"
    sync
    printf '\000' | dd of=/dev/port bs=1 seek=244 count=1 2>/dev/null
    poweroff -f
}
