// Code, relocations and constants of such sizes that the generated class contains them as compressed text.
#include "../include/bpf.h"

// Numbers without a pattern, so that they stay large when they are packed.
#define ONE(n) ((n) * 2654435761u ^ (n) * (n) * 40503u)
#define FOUR(n) ONE(n), ONE(n + 1u), ONE(n + 2u), ONE(n + 3u)
#define SIXTEEN(n) FOUR(n), FOUR(n + 4u), FOUR(n + 8u), FOUR(n + 12u)
#define SIXTY_FOUR(n) SIXTEEN(n), SIXTEEN(n + 16u), SIXTEEN(n + 32u), SIXTEEN(n + 48u)
#define MANY(n) SIXTY_FOUR(n), SIXTY_FOUR(n + 64u), SIXTY_FOUR(n + 128u), SIXTY_FOUR(n + 192u)
#define MORE(n) MANY(n), MANY(n + 256u), MANY(n + 512u), MANY(n + 768u)

const volatile __u32 numbers[8192] = {
    MORE(0u), MORE(1024u), MORE(2048u), MORE(3072u), MORE(4096u), MORE(5120u), MORE(6144u), MORE(7168u),
};

__u64 sum;

SEC("socket")
int add(struct __sk_buff *skb)
{
    __u64 result = 0;

    // Assembly repeats the code without debug information for each step, which would make the object six times as large.
    asm volatile(
        ".set step, 0\n"
        ".rept 1500\n"
        "r1 = numbers ll\n"
        "r1 = *(u32 *)(r1 + 20)\n"
        "%[result] *= 31\n"
        "%[result] += r1\n"
        "%[result] += step\n"
        ".set step, step + 1\n"
        ".endr\n"
        : [result] "+r"(result)
        :
        : "r1");
    sum = result;
    return 1500;
}

char _license[] SEC("license") = "GPL";
