#include "symbols/units.h"

enum { MOST_RANGES = 1 << 20 };

struct unit_range {
    uint64_t low, high; /* high is exclusive */
    Dwarf_Off unit;     /* of its DIE */
};

static int by_low(gconstpointer a, gconstpointer b)
{
    const struct unit_range *left = a, *right = b;
    return (left->low > right->low) - (left->low < right->low);
}

static void add_ranges(GArray *ranges, Dwarf_Die *unit)
{
    Dwarf_Addr base;
    struct unit_range range = {.unit = dwarf_dieoffset(unit)};
    for (ptrdiff_t at = 0; (at = dwarf_ranges(unit, at, &base, &range.low, &range.high)) > 0;)
        if (range.low < range.high && ranges->len < MOST_RANGES)
            g_array_append_val(ranges, range);
}

static GArray *ranges_of(Dwarf *dwarf)
{
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(struct unit_range));
    size_t header;
    for (Dwarf_Off at = 0, next; dwarf_nextcu(dwarf, at, &next, &header, NULL, NULL, NULL) == 0; at = next) {
        Dwarf_Die unit;
        if (dwarf_offdie(dwarf, at + header, &unit))
            add_ranges(ranges, &unit);
    }
    g_array_sort(ranges, by_low);
    return ranges;
}

static const struct unit_range *find_range(const GArray *ranges, uint64_t address)
{
    unsigned low = 0, high = ranges->len;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (g_array_index(ranges, struct unit_range, middle).low <= address)
            low = middle + 1;
        else
            high = middle;
    }
    const struct unit_range *range = low > 0 ? &g_array_index(ranges, struct unit_range, low - 1) : NULL;
    return range && address < range->high ? range : NULL;
}

bool units_find(struct object *object, uint64_t address, Dwarf_Die *ret_unit, Dwarf_Addr *ret_bias)
{
    if (object->no_lines)
        return false;
    Dwarf_Die *listed = dwfl_module_addrdie(object->module, address, ret_bias);
    if (listed) {
        *ret_unit = *listed;
        return true;
    }
    Dwarf *dwarf = dwfl_module_getdwarf(object->module, ret_bias);
    if (!object->units)
        object->units = ranges_of(dwarf);
    const struct unit_range *range = find_range(object->units, address - *ret_bias);
    return range && dwarf_offdie(dwarf, range->unit, ret_unit);
}
