/* The words in front of a compiler's flags: launchers such as ccache, and what the compiler's own name says. */
#ifndef INPUT_WRAPPER_H
#define INPUT_WRAPPER_H

#include <glib.h>

/* The position in argv of the compiler behind all its launchers; argv's length when there is nothing else. */
unsigned wrapper_skip(const char *const *argv);

/* The target triple in the name of a cross compiler (aarch64-linux-gnu-gcc-12), or NULL. g_free. */
char *wrapper_target(const char *compiler);

/* True when the triple's architecture is one that clang can parse for; with another there is no translation unit at
 * all. */
gboolean wrapper_target_known(const char *triple);

/* True for g++, clang++ and their kind. */
gboolean wrapper_is_cxx(const char *compiler);

#endif
