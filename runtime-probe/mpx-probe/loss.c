/* What a watched process lost shows: of a call that lost one side our programs see the other, and count it as unpaired.
 * Of a call that lost both sides nobody sees anything; there are at most as many of those as the side of its function
 * that lost less, be they whose they may. */
#include "mpx-probe/loss.h"

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Hits for which our program was left out. */
static uint64_t skips(const struct loss_counts *counts)
{
    return counts->hits > counts->ran ? counts->hits - counts->ran : 0;
}

static uint64_t lost(const struct loss_counts *counts)
{
    return counts->missed + skips(counts);
}

void loss_add(struct trace_loss *loss, const struct loss_point *points, unsigned n, uint64_t unpaired)
{
    uint64_t missed = 0, skipped = 0;
    for (unsigned i = 0; i < n; i++) {
        const struct loss_point *point = &points[i];
        missed += point->entry.missed + point->leave.missed;
        skipped += skips(&point->entry) + skips(&point->leave);
        loss->missed += point->has_return ? least(lost(&point->entry), lost(&point->leave)) : lost(&point->entry);
    }
    /* A lost side has one of these reasons first; each call is counted once. */
    uint64_t by_miss = least(unpaired, missed), by_skip = least(unpaired - by_miss, skipped);
    loss->missed += by_miss;
    loss->skipped += by_skip;
    loss->unpaired += unpaired - by_miss - by_skip;
}
