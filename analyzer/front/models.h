/* Model headers put into effect: macro-only interfaces become calls for this parse. The files on disk stay as they are.
 */
#ifndef FRONT_MODELS_H
#define FRONT_MODELS_H

#include <clang-c/Index.h>

#include "front/front.h"

struct models {
    GPtrArray *files; /* struct model_file *: the job's stand-ins, headers with text appended, and headers of our own */
    guint n_stand_ins;   /* the first ones of `files` */
    GHashTable *by_path; /* of `files` */
    bool is_fitted;      /* something was added to the job's stand-ins */
    GArray *unsaved;     /* CXUnsavedFile, for clang_parseTranslationUnit2; borrows from `files` */
    GPtrArray *flags;    /* char *: further flags, behind those of the job */
};

/* The models of the job's catalogue that fit its flags: a header among its search folders that defines the macro. */
struct models *models_find(const struct front_job *job);
void models_clear(struct models *models); /* as if none had fitted; the job's stand-ins stay */
void models_free(struct models *models);

/* Forces a text in front of the unit, once. */
void models_force(struct models *models, const char *text);
/* Forces declarations in front of the unit, behind all other forced texts, in the place of those that this has forced
 * before. */
void models_declare(struct models *models, const char *text);
/* The text that the parser sees in the place of a file, as far as it is not the file's own; or NULL. */
const GString *models_text(const struct models *models, const char *path);
/* Takes the text over. */
void models_put(struct models *models, const char *path, GString *text);

/* Did the parse fail inside of a model's own text? Then the unit is better parsed without. */
bool models_at_fault(const struct models *models, CXTranslationUnit tu);

#endif
