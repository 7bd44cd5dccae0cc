#!/usr/bin/env bash
# The same files of a tree with their compile database and without one: what is found, and what is lost.
#
#   bench/buildless.sh DIR DATABASE [MADE…]      a tree, its compile_commands.json, and what of the tree a build has made
#
# MADE are paths below DIR (globs): they are missing in the copy that is scanned without the database, as they are in a
# tree that was never built. Without any, the headers that a build generated are there. The copy is made of hard links,
# in ${XDG_CACHE_HOME:-~/.cache}/mpx-audit-bench/buildless, and holds no compile database; the files that DATABASE names
# are scanned in both. LOST names the number of lost sites that are listed (default 20).
#
# MPX_AUDIT names the program (default: build/release/cli/mpx-audit of this tree).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/lib.sh"

(($# >= 2)) || die "usage: buildless.sh DIR DATABASE [MADE...]"
[[ -d $1 ]] || die "no folder $1"
[[ -r $2 ]] || die "cannot read $2"
tree=$(cd "$1" && pwd -P)
database=$2
shift 2
tool=${MPX_AUDIT:-$here/../build/release/cli/mpx-audit}
[[ -x $tool ]] || die "no program $tool: build it (./dev build) or set MPX_AUDIT"
need jq command -v jq
need sqlite3 command -v sqlite3
need time test -x /usr/bin/time
need_done
tool=$(cd "$(dirname "$tool")" && pwd -P)/${tool##*/}
database=$(cd "$(dirname "$database")" && pwd -P)/${database##*/}

dir=$(work_folder)/buildless
mkdir -p "$dir"
dir=$(mktemp -d "$dir/XXXXXX")
trap 'rm -rf "$dir"' EXIT
# Links where they can be had; they and their copies are only read.
cp -al "$tree" "$dir/tree" 2>/dev/null || { rm -rf "$dir/tree" && cp -a "$tree" "$dir/tree"; }
find "$dir/tree" -name compile_commands.json -delete
for made in "$@"; do
    # shellcheck disable=SC2086 # MADE is a glob
    (cd "$dir/tree" && rm -rf -- $made)
done

jq -r --arg tree "$tree/" '.[] | (if .file | startswith("/") then .file else .directory + "/" + .file end)
    | select(startswith($tree)) | ltrimstr($tree) | select(endswith(".c"))' "$database" | sort -u >"$dir/files"
mapfile -t files <"$dir/files"
((${#files[@]})) || die "$database names no .c file below $tree"

no_cache=()
if "$tool" scan --help | grep -q -- --no-cache; then no_cache=(--no-cache); fi

# scan STEM ROOT ARGUMENT…
scan() {
    local stem=$1 root=$2 status=0
    shift 2
    (cd "$root" && exec /usr/bin/time -q -o "$dir/$stem.time" -f '%e %U %M' "$tool" scan "${no_cache[@]}" --no-progress \
        --root "$root" --db "$dir/$stem.db" "$@" "${files[@]}") >"$dir/$stem.out" 2>"$dir/$stem.err" || status=$?
    [[ $status == [013] ]] || die "scan ended with status $status: $(tail -n 2 "$dir/$stem.err")"
}
scan with "$tree" -p "$database"
scan without "$dir/tree"

units() {
    sqlite3 -readonly -separator ' ' "$dir/$1.db" "SELECT units_ok, units_degraded, units_failed,
        (SELECT sum(functions) FROM v_unit), (SELECT sum(functions_degraded) FROM v_unit) FROM v_run"
}

printf '%-14s %6s %9s %6s %10s %9s %8s %8s\n' '' ok degraded failed functions degraded seconds MiB
for stem in with without; do
    read -r ok degraded failed functions functions_degraded <<<"$(units $stem)"
    read -r elapsed _ peak <"$dir/$stem.time"
    printf '%-14s %6d %9d %6d %10d %9d %8.1f %8d\n' "$stem" "$ok" "$degraded" "$failed" "$functions" \
        "$functions_degraded" "$elapsed" $((peak / 1024))
done

# A site is the same where file, line and interface are. Left out: code that this build's conditions exclude is no site
# of the build, so those count apart.
compare() {
    sqlite3 -readonly "$dir/with.db" <<END
.mode $1
ATTACH 'file:$dir/without.db?mode=ro' AS other;
CREATE TEMP VIEW a AS SELECT DISTINCT family, interface, file, line, max(confidence != 'low') AS sure FROM main.v_site
    GROUP BY family, interface, file, line;
CREATE TEMP VIEW b AS SELECT DISTINCT family, interface, file, line, max(confidence != 'low') AS sure FROM other.v_site
    GROUP BY family, interface, file, line;
CREATE TEMP VIEW pairs AS SELECT a.*, b.sure AS there FROM a LEFT JOIN b USING (family, interface, file, line);
$2
END
}

echo
compare 'column' "SELECT family, count(*) AS 'with', sum(there IS NOT NULL) AS 'both', sum(there = 1) AS 'both sure',
    sum(there = 0) AS 'both by text', sum(there IS NULL) AS lost,
    (SELECT count(*) FROM b WHERE b.family = pairs.family AND NOT EXISTS (SELECT 1 FROM a WHERE a.family = b.family AND
     a.interface = b.interface AND a.file = b.file AND a.line = b.line)) AS 'only without',
    printf('%.1f %%', 100.0 * sum(there IS NOT NULL) / count(*)) AS recall
    FROM pairs WHERE sure GROUP BY family;"
echo
echo "findings: $(sqlite3 -readonly "$dir/with.db" 'SELECT count(*) FROM v_finding') with," \
    "$(sqlite3 -readonly "$dir/without.db" 'SELECT count(*) FROM v_finding') without"
grep -h 'not found, and' "$dir/without.err" || true
echo
echo "lost, and why the unit is degraded:"
compare 'list' "SELECT p.file || ':' || p.line || ' ' || p.interface || ': ' || coalesce(u.reason, u.status, 'in a header')
    FROM pairs AS p LEFT JOIN other.v_unit AS u USING (file) WHERE p.sure AND p.there IS NULL ORDER BY 1
    LIMIT ${LOST:-20};"
