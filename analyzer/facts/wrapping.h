/* Private to facts: whether one call makes its function a wrapper (facts/wrappers.h), and how. */
#ifndef FACTS_WRAPPING_H
#define FACTS_WRAPPING_H

#include "facts/collector.h"
#include "facts/wrappers.h"

/* NULL when it does not. The arguments, the interface and the result are filled in; texts live in `strings`. Owned by
 * the caller. */
struct wrapper *wrapping_of(struct collector *collector, const struct use *use, GStringChunk *strings);
/* What two calls of one interface in one function have in common; either may be NULL. Takes both. */
struct wrapper *wrapping_join(struct wrapper *a, struct wrapper *b);
/* An external one: writes it, or reads it into an empty one, whose arguments and those of its spelling are the caller's
 * then (g_free). The codec's context is the catalogue. */
void wrapping_code(struct codec *codec, struct wrapper *wrapper);
/* The calls of wrappers in the unit. */
void collect_wrapped(struct collector *collector, const struct wrappers *wrappers);

static inline ir_id wrapping_symbol(const struct ir_unit *unit, const struct ir_symbol *symbol)
{
    return (ir_id)(symbol - (const struct ir_symbol *)(void *)unit->symbols->data);
}

#endif
