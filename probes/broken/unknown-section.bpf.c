// No kind of program is called "nonsense"; the program beside it is sound.
#include "../include/bpf.h"

SEC("nonsense/x")
int lost(void *ctx)
{
    return 0;
}

SEC("socket")
int kept(void *ctx)
{
    return 0;
}
