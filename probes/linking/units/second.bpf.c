// The second source file of units.o.
#include "../../include/bpf.h"
#include "../../include/kernel.h"
#include "shared.h"

struct pairs pairs SEC(".maps");

struct pair pair = { 10000, 0 };
struct pair weak_pair = { 0, 20000 };
const __u64 limit = 40000;

extern int LINUX_KERNEL_VERSION __kconfig;

__noinline int twice(int x)
{
    return 2 * x;
}

__noinline int thrice(int x)
{
    return 3 * x;
}

__noinline __weak int overridden(int x)
{
    return x - 1;
}

static __noinline int own(int x)
{
    return x + 7;
}

__u64 second_result;

SEC("socket")
int second(struct __sk_buff *skb)
{
    second_result = twice(3) + thrice(4) + overridden(5) + own(6) + (LINUX_KERNEL_VERSION > 0);
    return 0;
}
