/* Private to facts: streams (iov_iter) that are set back, so that what was fetched from them is fetched again. */
#ifndef FACTS_STREAMS_H
#define FACTS_STREAMS_H

#include "facts/reads.h"

/* Of each stream that is set back once, by as much as the fetch before has taken: that fetch and the next one read the
 * same bytes, and are no stream's any more (struct fetch_call). The reads are placed already. */
void streams_settle(struct reading *reading);

#endif
