// Data sections other than .data, .bss and .rodata: a section of string literals, which has no BTF, and sections with custom names.
#include "../include/bpf.h"

static long (*bpf_strncmp)(const char *text, __u32 size, const char *literal) = (void *)182;

char text[8];

__u64 matches;
__u64 counted SEC(".bss.counted");
__u64 step SEC(".data.step") = 3;
const volatile __u64 limit SEC(".rodata.limit") = 9;

// The kernel does not relocate variables, so this pointer is zero in the kernel.
char *pointer = text;

SEC("socket")
int compare(struct __sk_buff *skb)
{
    if (bpf_strncmp(text, sizeof(text), "literal") == 0)
        matches++;
    if (counted < limit)
        counted += step;
    return 0;
}
