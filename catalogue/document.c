#include "catalogue/document.h"

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <string.h>

#include "catalogue/fault.h"

struct grammar {
    xmlRelaxNG *schema;
};

/* The first thing that libxml2 complains about; what follows is mostly a consequence. */
struct complaint {
    char *message;
    long line;
};

/* libxml2 2.12 made the error const; the casts at the uses keep both kinds of header happy. */
static void complaint_take(void *data, xmlError *error)
{
    struct complaint *complaint = data;
    if (complaint->message || !error || error->level < XML_ERR_ERROR)
        return;
    complaint->message = g_strstrip(g_strdup(error->message ? error->message : "not valid"));
    g_strdelimit(complaint->message, "\n", ' ');
    /* error->line is cut to 16 bits for nodes of long documents, the node knows better */
    complaint->line = error->node ? xmlGetLineNo(error->node) : error->line;
}

static void complaint_of_parser(void *context, xmlError *error)
{
    complaint_take(((xmlParserCtxt *)context)->_private, error);
}

/* Stops at `<!DOCTYPE`, before anything in it is read: entities, external subsets and expansion bombs all need one. */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    xmlParserCtxt *parser = context;
    struct complaint *complaint = parser->_private;
    if (!complaint->message) {
        complaint->message = g_strdup("a document type declaration is not allowed");
        complaint->line = xmlSAX2GetLineNumber(parser);
    }
    xmlStopParser(parser);
}

static gboolean complaint_raise(struct complaint *complaint, const char *file, const char *otherwise, GError **error)
{
    g_autofree char *message = complaint->message ? complaint->message : g_strdup(otherwise);
    return fault_set(error, file, MAX(complaint->line, 1), "%s", message);
}

struct grammar *grammar_new(const void *bytes, gsize size, GError **error)
{
    struct complaint complaint = {0};
    xmlRelaxNGParserCtxt *context = xmlRelaxNGNewMemParserCtxt(bytes, (int)size);
    g_assert(context);
    xmlRelaxNGSetParserStructuredErrors(context, (xmlStructuredErrorFunc)complaint_take, &complaint);
    xmlRelaxNG *schema = xmlRelaxNGParse(context);
    xmlRelaxNGFreeParserCtxt(context);
    if (!schema) {
        complaint_raise(&complaint, "catalogue.rng", "not a RELAX NG schema", error);
        return NULL;
    }
    g_free(complaint.message);
    struct grammar *grammar = g_new(struct grammar, 1);
    grammar->schema = schema;
    return grammar;
}

void grammar_free(struct grammar *grammar)
{
    xmlRelaxNGFree(grammar->schema);
    g_free(grammar);
}

static xmlDoc *parse(const char *file, const void *bytes, gsize size, GError **error)
{
    struct complaint complaint = {0};
    xmlParserCtxt *parser = xmlNewParserCtxt();
    g_assert(parser);
    parser->_private = &complaint;
    parser->sax->serror = (xmlStructuredErrorFunc)complaint_of_parser;
    parser->sax->internalSubset = refuse_doctype;
    /* without XML_PARSE_HUGE libxml2 itself limits depth (256) and the length of names and texts */
    xmlDoc *doc = xmlCtxtReadMemory(parser, bytes, (int)size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
    gboolean good = doc && parser->wellFormed && !complaint.message;
    xmlFreeParserCtxt(parser);
    if (good)
        return doc;
    complaint_raise(&complaint, file, "not an XML document", error);
    xmlFreeDoc(doc);
    return NULL;
}

static gboolean validate(const struct grammar *grammar, const char *file, xmlDoc *doc, GError **error)
{
    struct complaint complaint = {0};
    xmlRelaxNGValidCtxt *context = xmlRelaxNGNewValidCtxt(grammar->schema);
    g_assert(context);
    xmlRelaxNGSetValidStructuredErrors(context, (xmlStructuredErrorFunc)complaint_take, &complaint);
    int result = xmlRelaxNGValidateDoc(context, doc);
    xmlRelaxNGFreeValidCtxt(context);
    if (result != 0)
        return complaint_raise(&complaint, file, "does not follow the schema", error);
    g_free(complaint.message);
    return TRUE;
}

xmlDoc *document_read(const struct grammar *grammar, const char *file, const void *bytes, gsize size, GError **error)
{
    if (size > DOCUMENT_MAX_BYTES) {
        fault_set(error, file, 1, "larger than %u MiB", DOCUMENT_MAX_BYTES >> 20);
        return NULL;
    }
    xmlDoc *doc = parse(file, bytes, size, error);
    if (doc && !validate(grammar, file, doc, error)) {
        xmlFreeDoc(doc);
        return NULL;
    }
    return doc;
}
