/* Any bytes in the place of the text that clang prints of a function: items lie within it, in order, and each can be
 * asked for. */
#include <stdint.h>
#include <string.h>

#include "front/printed.h"

static void check_operands(const GArray *operands)
{
    for (unsigned i = 0; i < operands->len; i++) {
        const struct pretty_operand *operand = &g_array_index(operands, struct pretty_operand, i);
        g_assert(operand->constraint && operand->text);
    }
}

static void check_asm(const char *text, size_t length, size_t pos)
{
    struct ir_unit *unit = ir_unit_new("fuzz");
    struct printed_asm *item = printed_asm_read(unit, text, length, pos);
    if (item) {
        g_assert(item->template);
        check_operands(item->outputs);
        check_operands(item->inputs);
        printed_asm_free(item);
    }
    ir_unit_free(unit);
}

static void check_item(const char *text, size_t length, const struct printed_item *item)
{
    bool has[3];
    if (item->kind == PRINTED_ASM)
        check_asm(text, length, item->pos);
    else if (item->kind == PRINTED_FOR)
        (void)printed_for(text, length, item->pos, has);
    else
        g_free(printed_generic(text, length, item->pos));
}

static void check_all(const char *text, size_t length, const GArray *items)
{
    size_t before = 0;
    for (unsigned i = 0; i < items->len; i++) {
        const struct printed_item *item = &g_array_index(items, struct printed_item, i);
        g_assert(item->pos > before && item->pos <= length);
        before = item->pos;
        check_item(text, length, item);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    g_autoptr(GArray) statements = g_array_new(FALSE, FALSE, sizeof(struct printed_item));
    g_autoptr(GArray) selections = g_array_new(FALSE, FALSE, sizeof(struct printed_item));
    printed_items((const char *)bytes, size, statements, selections);
    check_all((const char *)bytes, size, statements);
    check_all((const char *)bytes, size, selections);
    return 0;
}
