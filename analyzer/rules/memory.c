#include "rules/memory.h"

#include "facts/reach.h"
#include "rules/verdict.h"

static struct bytes common(struct bytes a, struct bytes b)
{
    return bytes_between(MAX(a.low, b.low), MIN(a.high, b.high));
}

static struct bytes bytes_of(const struct pair *pair)
{
    struct bytes read = common(pair->first->bytes, pair->second->bytes);
    if (!pair->relation || !pair->use)
        return read;
    struct bytes relied = common(read, common(pair->relation->bytes, pair->use->bytes));
    return relied.low < relied.high ? relied : read;
}

void report_memory(struct report *report, const struct pair *pair)
{
    struct read read = *pair->second;
    struct finding_memory memory = {0};
    struct bytes bytes;
    read.bytes = bytes_of(pair);
    if (read.bytes.low >= read.bytes.high || !reach_read(pair->reading, &read, &memory.parameter, &bytes))
        return;
    memory.is_known = true;
    memory.low = bytes.low;
    memory.high = bytes.high;
    report_where(report, &memory);
}
