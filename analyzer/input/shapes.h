/* What is no single identifier, in a text: paths of devices, instructions that make a system call, instructions by
 * their bytes. */
#ifndef INPUT_SHAPES_H
#define INPUT_SHAPES_H

#include "input/matcher.h"
#include "input/names.h"
#include "input/text.h"
#include "input/web.h"

struct shapes;

/* Each becomes a root of the web, under its label. `names` is borrowed. NULL and an error as matcher_new. */
struct shapes *shapes_new(const struct names *names, struct web *web, GError **error);
void shapes_free(struct shapes *shapes);

/* `hit` gets the word of the shape and a place behind it. */
void shapes_scan(const struct shapes *shapes, const struct text *text, matcher_hit *hit, gpointer data);

#endif
