// Names that are keywords or members in C#, or that would end a string or a comment in generated code. The object is valid and loads.
#include "include/bpf.h"

#define MAP(symbol, name) \
    struct bpf_map_def SEC("maps") symbol __asm__(name) = { .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 }

MAP(m0, "class");
MAP(m1, "Equals");
MAP(m2, "GetType");
MAP(m3, "load");
MAP(m4, "dispose");
MAP(m5, "Hostile");
MAP(m6, "quote\"; throw null; //");
MAP(m7, "comment*/ # </summary>");
MAP(m8, "line\nbreak");
MAP(m9, "back\\slash");
MAP(m10, "\xd0\xba\xd0\xb0\xd1\x80\xd1\x82\xd0\xb0");
MAP(m11, "1st");
MAP(m12, "instructions");
MAP(m13, "loader");
MAP(m14, "@this");

SEC("socket")
int use(struct __sk_buff *skb)
{
    __u32 zero = 0;
    bpf_map_lookup_elem(&m0, &zero);
    bpf_map_lookup_elem(&m6, &zero);
    bpf_map_lookup_elem(&m7, &zero);
    bpf_map_lookup_elem(&m8, &zero);
    bpf_map_lookup_elem(&m9, &zero);
    bpf_map_lookup_elem(&m10, &zero);
    return 0;
}
