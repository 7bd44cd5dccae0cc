/* The order in which things leave: by place, then by what they are. Total, so that sorting gives one result. For
 * g_array_sort. */
#ifndef SCAN_ORDER_H
#define SCAN_ORDER_H

#include <glib.h>

int order_sites(gconstpointer a, gconstpointer b);    /* struct site */
int order_findings(gconstpointer a, gconstpointer b); /* struct finding */

#endif
