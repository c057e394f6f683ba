#include "types.h"
#include <bpf/bpf_helpers.h>
#include <bpf/usdt.bpf.h>

char LICENSE[] SEC("license") = "GPL";

__u64 seen[32];

SEC("usdt")
int BPF_USDT(query, const char *text, int length, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l)
{
    seen[0] = (long)text + length + c + d + e + f + g + h + i + j + k + l;
    seen[1] = bpf_usdt_cookie(ctx);
    seen[2] = bpf_usdt_arg_cnt(ctx);
#if LIBBPF_MINOR >= 6
    seen[3] = bpf_usdt_arg_size(ctx, 1);
#endif
    return 0;
}

SEC("usdt")
int BPF_USDT(nothing)
{
    return 0;
}
