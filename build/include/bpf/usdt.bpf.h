/* SPDX-License-Identifier: MIT */
/*
 * Arguments of USDT probes: int BPF_USDT(on_query, const char *text, int length). The names and the two maps are those of libbpf; the loader
 * fills the maps when the program attaches.
 */
#ifndef __USDT_BPF_H__
#define __USDT_BPF_H__

#include "bpf_helpers.h"
#include "bpf_tracing.h"

#ifndef ENOENT
#define ENOENT 2
#endif
#ifndef ESRCH
#define ESRCH 3
#endif
#ifndef EINVAL
#define EINVAL 22
#endif

/* How many different argument lists all attached probes may have together. Define another number before the #include. */
#ifndef BPF_USDT_MAX_SPEC_CNT
#define BPF_USDT_MAX_SPEC_CNT 256
#endif
/* How many places all attached probes may have together. Kernels with BPF cookies (Linux 5.15) do not use this map. */
#ifndef BPF_USDT_MAX_IP_CNT
#define BPF_USDT_MAX_IP_CNT (4 * BPF_USDT_MAX_SPEC_CNT)
#endif

#define BPF_USDT_MAX_ARG_CNT 12

/* Where an argument is. libbpf before 1.7 lacks the last kind. */
enum __bpf_usdt_arg_type {
	BPF_USDT_ARG_CONST,
	BPF_USDT_ARG_REG,
	BPF_USDT_ARG_REG_DEREF,
	BPF_USDT_ARG_SIB, /* at base + index * scale + offset */
};

/* One argument. The loader writes this struct, so its layout is fixed: 16 bytes. */
struct __bpf_usdt_arg_spec {
	__u64 val_off; /* the constant, or the offset from the address in the register */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	enum __bpf_usdt_arg_type arg_type : 8;
	__u16 idx_reg_off : 12;   /* offset of the index register in struct pt_regs */
	__u16 scale_bitshift : 4; /* the index is shifted left by this */
	__u8 __reserved : 8;
#else
	__u8 __reserved : 8;
	__u16 idx_reg_off : 12;
	__u16 scale_bitshift : 4;
	enum __bpf_usdt_arg_type arg_type : 8;
#endif
	short reg_off; /* offset of the register in struct pt_regs */
	bool arg_signed; /* bool: from vmlinux.h, or <stdbool.h> */
	char arg_bitshift; /* 64 less the number of bits of the argument */
};

struct __bpf_usdt_spec {
	struct __bpf_usdt_arg_spec args[BPF_USDT_MAX_ARG_CNT];
	__u64 usdt_cookie;
	short arg_cnt;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BPF_USDT_MAX_SPEC_CNT);
	__type(key, int);
	__type(value, struct __bpf_usdt_spec);
} __bpf_usdt_specs SEC(".maps") __weak;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BPF_USDT_MAX_IP_CNT);
	__type(key, long);
	__type(value, __u32);
} __bpf_usdt_ip_to_spec_id SEC(".maps") __weak;

extern const _Bool LINUX_HAS_BPF_COOKIE __kconfig;

/* The key of the probe's arguments: the cookie of its link. Kernels without cookies find it by the address of the probe. */
static __always_inline int __bpf_usdt_spec_id(struct pt_regs *ctx)
{
	if (!LINUX_HAS_BPF_COOKIE) {
		long place = PT_REGS_IP(ctx);
		int *found = bpf_map_lookup_elem(&__bpf_usdt_ip_to_spec_id, &place);

		return found ? *found : -ESRCH;
	}
	return bpf_get_attach_cookie(ctx);
}

/* Looks up the probe's arguments, or leaves the function. */
#define __bpfgen_usdt_find(spec, id, otherwise) \
	id = __bpf_usdt_spec_id(ctx); \
	if (id < 0) \
		return otherwise; \
	spec = bpf_map_lookup_elem(&__bpf_usdt_specs, &id); \
	if (!spec) \
		return otherwise

/* The number of arguments of the probe, or a negative errno. */
__weak __hidden int bpf_usdt_arg_cnt(struct pt_regs *ctx)
{
	struct __bpf_usdt_spec *spec;
	int id;

	__bpfgen_usdt_find(spec, id, -ESRCH);
	return spec->arg_cnt;
}

/* The size of an argument in bytes, or a negative errno. The first argument is 0. */
static __always_inline int bpf_usdt_arg_size(struct pt_regs *ctx, __u64 arg_num)
{
	struct __bpf_usdt_spec *spec;
	int id;

	__bpfgen_usdt_find(spec, id, -ESRCH);
	if (arg_num >= BPF_USDT_MAX_ARG_CNT)
		return -ENOENT;
	barrier_var(arg_num);
	if (arg_num >= spec->arg_cnt)
		return -ENOENT;
	return (unsigned int)(64 - spec->args[arg_num].arg_bitshift) / 8;
}

/* Reads an argument. The result is 0, or a negative errno; then *res is 0. The first argument is 0. */
__weak __hidden int bpf_usdt_arg(struct pt_regs *ctx, __u64 arg_num, long *res)
{
	struct __bpf_usdt_spec *spec;
	struct __bpf_usdt_arg_spec *arg;
	unsigned long value, index;
	int error, id;

	*res = 0;
	__bpfgen_usdt_find(spec, id, -ESRCH);
	if (arg_num >= BPF_USDT_MAX_ARG_CNT)
		return -ENOENT;
	barrier_var(arg_num); /* so that the compiler keeps both checks, which the verifier needs */
	if (arg_num >= spec->arg_cnt)
		return -ENOENT;

	arg = &spec->args[arg_num];
	switch (arg->arg_type) {
	case BPF_USDT_ARG_CONST:
		value = arg->val_off;
		break;
	case BPF_USDT_ARG_REG:
		error = bpf_probe_read_kernel(&value, sizeof(value), (void *)ctx + arg->reg_off);
		if (error)
			return error;
		break;
	case BPF_USDT_ARG_REG_DEREF:
		error = bpf_probe_read_kernel(&value, sizeof(value), (void *)ctx + arg->reg_off);
		if (error)
			return error;
		error = bpf_probe_read_user(&value, sizeof(value), (void *)value + arg->val_off);
		if (error)
			return error;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		value >>= arg->arg_bitshift;
#endif
		break;
	case BPF_USDT_ARG_SIB:
		error = bpf_probe_read_kernel(&value, sizeof(value), (void *)ctx + arg->reg_off);
		if (error)
			return error;
		error = bpf_probe_read_kernel(&index, sizeof(index), (void *)ctx + arg->idx_reg_off);
		if (error)
			return error;
		error = bpf_probe_read_user(&value, sizeof(value), (void *)(value + (index << arg->scale_bitshift) + arg->val_off));
		if (error)
			return error;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		value >>= arg->arg_bitshift;
#endif
		break;
	default:
		return -EINVAL;
	}

	/* Only the low bits belong to the argument. */
	value <<= arg->arg_bitshift;
	if (arg->arg_signed)
		value = ((long)value) >> arg->arg_bitshift;
	else
		value = value >> arg->arg_bitshift;
	*res = value;
	return 0;
}

/* The number that the user gave when the program was attached; 0 for none. bpf_get_attach_cookie is not that number here. */
__weak __hidden long bpf_usdt_cookie(struct pt_regs *ctx)
{
	struct __bpf_usdt_spec *spec;
	int id;

	__bpfgen_usdt_find(spec, id, 0);
	return spec->usdt_cookie;
}

/* The values for BPF_USDT, as those in bpf_tracing.h. */
#define __bpfgen_usdt_value(number) \
	({ \
		long ___value; \
		bpf_usdt_arg(ctx, number, &___value); \
		___value; \
	})
#define __bpfgen_usdt0() ctx
#define __bpfgen_usdt1() __bpfgen_usdt0(), __bpfgen_usdt_value(0)
#define __bpfgen_usdt2() __bpfgen_usdt1(), __bpfgen_usdt_value(1)
#define __bpfgen_usdt3() __bpfgen_usdt2(), __bpfgen_usdt_value(2)
#define __bpfgen_usdt4() __bpfgen_usdt3(), __bpfgen_usdt_value(3)
#define __bpfgen_usdt5() __bpfgen_usdt4(), __bpfgen_usdt_value(4)
#define __bpfgen_usdt6() __bpfgen_usdt5(), __bpfgen_usdt_value(5)
#define __bpfgen_usdt7() __bpfgen_usdt6(), __bpfgen_usdt_value(6)
#define __bpfgen_usdt8() __bpfgen_usdt7(), __bpfgen_usdt_value(7)
#define __bpfgen_usdt9() __bpfgen_usdt8(), __bpfgen_usdt_value(8)
#define __bpfgen_usdt10() __bpfgen_usdt9(), __bpfgen_usdt_value(9)
#define __bpfgen_usdt11() __bpfgen_usdt10(), __bpfgen_usdt_value(10)
#define __bpfgen_usdt12() __bpfgen_usdt11(), __bpfgen_usdt_value(11)

#define BPF_USDT(name, parameters...) \
	__bpfgen_program(name, ____##name, struct pt_regs *ctx, , , \
		return ____##name(__bpfgen_values(usdt, ##parameters));, ##parameters)

#endif
