// No program type has the section name "nonsense". The other program is valid.
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
