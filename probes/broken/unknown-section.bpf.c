// No kind of program is called "nonsense".
#include "../include/bpf.h"

SEC("nonsense/x")
int lost(void *ctx)
{
    return 0;
}
