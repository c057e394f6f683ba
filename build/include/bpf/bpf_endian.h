/* SPDX-License-Identifier: MIT */
/* Byte order of numbers: network byte order (big endian) to and from the byte order of the program. */
#ifndef __BPF_ENDIAN__
#define __BPF_ENDIAN__

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* Of a number that the program computes: one instruction. */
#define __bpfgen_swap16(value) __builtin_bswap16(value)
#define __bpfgen_swap32(value) __builtin_bswap32(value)
#define __bpfgen_swap64(value) __builtin_bswap64(value)

/* Of a constant: C that is itself a constant, for initial values and case labels. Each byte moves to its place from the other end. */
#define __bpfgen_move(bits, value, from, to) (((__u##bits)(value) >> (from) * 8 & 0xff) << (to) * 8)
#define __bpfgen_fixed16(value) ((__u16)(__bpfgen_move(16, value, 0, 1) | __bpfgen_move(16, value, 1, 0)))
#define __bpfgen_fixed32(value) \
	((__u32)(__bpfgen_move(32, value, 0, 3) | __bpfgen_move(32, value, 1, 2) | __bpfgen_move(32, value, 2, 1) | \
		 __bpfgen_move(32, value, 3, 0)))
#define __bpfgen_fixed64(value) \
	((__u64)(__bpfgen_move(64, value, 0, 7) | __bpfgen_move(64, value, 1, 6) | __bpfgen_move(64, value, 2, 5) | \
		 __bpfgen_move(64, value, 3, 4) | __bpfgen_move(64, value, 4, 3) | __bpfgen_move(64, value, 5, 2) | \
		 __bpfgen_move(64, value, 6, 1) | __bpfgen_move(64, value, 7, 0)))

#elif __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__

#define __bpfgen_swap16(value) (value)
#define __bpfgen_swap32(value) (value)
#define __bpfgen_swap64(value) (value)
#define __bpfgen_fixed16(value) (value)
#define __bpfgen_fixed32(value) (value)
#define __bpfgen_fixed64(value) (value)

#else
#error "The compiler does not say which byte order the program has."
#endif

#define __bpfgen_order(bits, value) (__builtin_constant_p(value) ? __bpfgen_fixed##bits(value) : __bpfgen_swap##bits(value))

#define bpf_htons(value) __bpfgen_order(16, value)
#define bpf_ntohs(value) __bpfgen_order(16, value)
#define bpf_htonl(value) __bpfgen_order(32, value)
#define bpf_ntohl(value) __bpfgen_order(32, value)
#define bpf_cpu_to_be64(value) __bpfgen_order(64, value)
#define bpf_be64_to_cpu(value) __bpfgen_order(64, value)

/* Forms with a fixed choice, which some sources use. */
#define __bpf_htons(value) __bpfgen_swap16(value)
#define __bpf_ntohs(value) __bpfgen_swap16(value)
#define __bpf_htonl(value) __bpfgen_swap32(value)
#define __bpf_ntohl(value) __bpfgen_swap32(value)
#define __bpf_cpu_to_be64(value) __bpfgen_swap64(value)
#define __bpf_be64_to_cpu(value) __bpfgen_swap64(value)
#define __bpf_constant_htons(value) __bpfgen_fixed16(value)
#define __bpf_constant_ntohs(value) __bpfgen_fixed16(value)
#define __bpf_constant_htonl(value) __bpfgen_fixed32(value)
#define __bpf_constant_ntohl(value) __bpfgen_fixed32(value)
#define __bpf_constant_cpu_to_be64(value) __bpfgen_fixed64(value)
#define __bpf_constant_be64_to_cpu(value) __bpfgen_fixed64(value)

#endif
