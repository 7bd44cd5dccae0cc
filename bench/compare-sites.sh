#!/usr/bin/env bash
# Compares the sites of a database with a list that was made by hand.
#
#   bench/compare-sites.sh DB TRUTH       e.g. mpx-audit.db bench/truth/stress-ng.txt
#
# Prints recall and precision, and every difference. TRUTH explains its own format. The newest run of DB counts; its
# paths are compared as they are, so audit the tree with its top as the root. Status 1 when there is a difference.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=bench/lib.sh
. "$here/lib.sh"

(($# == 2)) || die "usage: compare-sites.sh DB TRUTH"
[[ -r $1 ]] || die "cannot read $1"
[[ -r $2 ]] || die "cannot read $2"
need sqlite3 command -v sqlite3
need_done

readonly sites="SELECT family, interface, kind, file || ':' || line, confidence FROM v_site
    WHERE run = (SELECT max(run) FROM v_run) AND family IN ('mpx', 'pkeys', 'intel-mpx', 'related', 'protect')
    ORDER BY file, line, interface, kind"

sqlite3 -readonly -separator ' ' "$1" "$sites" | awk '
    # percent of nothing is nothing to complain about
    function share(part, whole) { return sprintf("%d of %d (%.1f %%)", part, whole, whole ? 100 * part / whole : 100) }
    function differs(what, text) { differences[++n_differences] = sprintf("%-9s %s", what, text) }

    NR == FNR && /^\[/ { section = substr($1, 2, length($1) - 2); next }
    NR == FNR && (/^#/ || NF == 0) { next }
    NR == FNR {
        file = $1; sub(/:.*/, "", file)
        if (section == "protect") complete[file] = 1
        n_truth++
        place[n_truth] = $1; interface[n_truth] = $2; kind[n_truth] = $3; of[n_truth] = section
        next
    }

    # A site of the database: the truth of its place with the same interface, or else the first one that is still free.
    {
        file = $4; sub(/:[0-9]+$/, "", file)
        if ($1 == "protect" && (!(file in complete) || $3 == "wrapper")) next
        n_found++
        best = 0
        for (i = 1; i <= n_truth; i++)
            if (place[i] == $4 && (interface[i] == $2 || (!best && !found[i]))) {
                best = i
                if (interface[i] == $2) break
            }
        text = $4 " " $2 " " $3
        if (!best) { differs("extra", text); next }
        found[best]++
        if (of[best] == "decoy") { differs("decoy", text); next }
        # What the build leaves out may be shown, but only as a guess.
        if ((of[best] == "left-out") != ($5 == "low")) { differs("guess", text ", confidence " $5 ", by hand " of[best]); next }
        n_right++
        if (interface[best] != $2) differs("name", text ", by hand " interface[best])
        else if (kind[best] != $3 && of[best] != "either") differs("kind", text ", by hand " kind[best])
    }

    END {
        for (i = 1; i <= n_truth; i++) {
            if (of[i] == "left-out") { n_out++; if (found[i]) out++ }
            if (of[i] == "wrapped") { n_wrapped++; if (found[i]) wrapped++ }
            if (of[i] != "compiled" && of[i] != "protect") continue
            n_sites++
            if (found[i]) recalled++
            else differs("missed", place[i] " " interface[i] " " kind[i])
        }
        print "recall     " share(recalled, n_sites)
        print "precision  " share(n_right, n_found)
        print "wrapped    " share(wrapped, n_wrapped) ", not part of recall"
        print "left out   " share(out, n_out) ", not part of recall"
        for (i = 1; i <= n_differences; i++) print differences[i]
        exit n_differences > 0
    }' "$2" -
