/* SPDX-License-Identifier: MIT */
/*
 * Reading kernel structs so that the loader adapts the offsets to the running kernel (CO-RE: compile once, run everywhere).
 * The names are those of libbpf.
 */
#ifndef __BPF_CORE_READ_H__
#define __BPF_CORE_READ_H__

#include "bpf_helpers.h"

/* What the loader is asked for. The numbers are those of the compiler's builtins and of the kernel's relocation kinds. */
enum bpf_field_info_kind {
	BPF_FIELD_BYTE_OFFSET = 0,
	BPF_FIELD_BYTE_SIZE = 1,
	BPF_FIELD_EXISTS = 2,
	BPF_FIELD_SIGNED = 3,
	BPF_FIELD_LSHIFT_U64 = 4, /* shift left by this, then right by the next, to get a bit field out of 64 bits */
	BPF_FIELD_RSHIFT_U64 = 5,
};

enum bpf_type_id_kind {
	BPF_TYPE_ID_LOCAL = 0,  /* in the BTF of the object */
	BPF_TYPE_ID_TARGET = 1, /* in the BTF of the kernel */
};

enum bpf_type_info_kind {
	BPF_TYPE_EXISTS = 0,
	BPF_TYPE_SIZE = 1,
	BPF_TYPE_MATCHES = 2,
};

enum bpf_enum_value_kind {
	BPF_ENUMVAL_EXISTS = 0,
	BPF_ENUMVAL_VALUE = 1,
};

/*
 * Questions about types and fields of the running kernel
 */

/* A null pointer to a type, from which the builtins take the type. */
#define ___bpf_typeof(type) ((typeof(type) *)0)

/* A field is given as "pointer->field", or as "struct type, field". */
#define __bpfgen_field1(field) (field)
#define __bpfgen_field2(type, field) (___bpf_typeof(type)->field)
#define __bpfgen_field(place...) ___bpf_apply(__bpfgen_field, ___bpf_narg(place))(place)

#define bpf_core_field_exists(place...) __builtin_preserve_field_info(__bpfgen_field(place), BPF_FIELD_EXISTS)
#define bpf_core_field_size(place...) __builtin_preserve_field_info(__bpfgen_field(place), BPF_FIELD_BYTE_SIZE)
#define bpf_core_field_offset(place...) __builtin_preserve_field_info(__bpfgen_field(place), BPF_FIELD_BYTE_OFFSET)

#define bpf_core_type_id_local(type) __builtin_btf_type_id(*___bpf_typeof(type), BPF_TYPE_ID_LOCAL)
#define bpf_core_type_id_kernel(type) __builtin_btf_type_id(*___bpf_typeof(type), BPF_TYPE_ID_TARGET) /* 0 if there is none */
#define bpf_core_type_exists(type) __builtin_preserve_type_info(*___bpf_typeof(type), BPF_TYPE_EXISTS)
#define bpf_core_type_matches(type) __builtin_preserve_type_info(*___bpf_typeof(type), BPF_TYPE_MATCHES)
#define bpf_core_type_size(type) __builtin_preserve_type_info(*___bpf_typeof(type), BPF_TYPE_SIZE) /* 0 if there is none */

#define bpf_core_enum_value_exists(type, value) __builtin_preserve_enum_value(*(typeof(type) *)value, BPF_ENUMVAL_EXISTS)
#define bpf_core_enum_value(type, value) __builtin_preserve_enum_value(*(typeof(type) *)value, BPF_ENUMVAL_VALUE)

/* Tells the verifier that a pointer leads to a kernel type, so that its fields can be read directly (Linux 6.3). */
extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym __weak;

#define bpf_core_cast(pointer, type) ((typeof(type) *)bpf_rdonly_cast((pointer), bpf_core_type_id_kernel(type)))

/*
 * One read. The last argument is the address of a field: &task->pid
 */
#define bpf_core_read(target, size, address) \
	bpf_probe_read_kernel(target, size, (const void *)__builtin_preserve_access_index(address))
#define bpf_core_read_str(target, size, address) \
	bpf_probe_read_kernel_str(target, size, (const void *)__builtin_preserve_access_index(address))
/* From the memory of a process. The types must be the kernel's own all the same: user types have no BTF in the kernel. */
#define bpf_core_read_user(target, size, address) \
	bpf_probe_read_user(target, size, (const void *)__builtin_preserve_access_index(address))
#define bpf_core_read_user_str(target, size, address) \
	bpf_probe_read_user_str(target, size, (const void *)__builtin_preserve_access_index(address))

/*
 * Chains of reads
 *
 * BPF_CORE_READ(task, real_parent, cred, uid) is task->real_parent->cred->uid: each arrow is a read of its own, because a program cannot
 * follow a pointer of the kernel. A field may contain dots and indexes: BPF_CORE_READ(task, se.avg, util_sum).
 *
 * __bpfgen_chainN has N fields left. It reads the first one into ___p and goes on with the rest; the last one goes to the target. "path" is
 * the C expression of the place that it has reached, and gives the type; "from" is the pointer that it has read.
 */
#if defined(__clang__) && __clang_major__ >= 19
#define __bpfgen_typeof(expression) __typeof_unqual__(expression)
#else
#define __bpfgen_typeof(expression) typeof(expression)
#endif

#define __bpfgen_get(read, target, path, from, field) read((void *)(target), sizeof(*(target)), &((__bpfgen_typeof(path))(from))->field);

#define __bpfgen_chain1(last, hop, target, path, from, field) __bpfgen_get(last, target, path, from, field)
#define __bpfgen_chain2(last, hop, target, path, from, field, more...) \
	__bpfgen_get(hop, &___p, path, from, field) __bpfgen_chain1(last, hop, target, path->field, ___p, more)
#define __bpfgen_chain3(last, hop, target, path, from, field, more...) \
	__bpfgen_get(hop, &___p, path, from, field) __bpfgen_chain2(last, hop, target, path->field, ___p, more)
#define __bpfgen_chain4(last, hop, target, path, from, field, more...) \
	__bpfgen_get(hop, &___p, path, from, field) __bpfgen_chain3(last, hop, target, path->field, ___p, more)
#define __bpfgen_chain5(last, hop, target, path, from, field, more...) \
	__bpfgen_get(hop, &___p, path, from, field) __bpfgen_chain4(last, hop, target, path->field, ___p, more)
#define __bpfgen_chain6(last, hop, target, path, from, field, more...) \
	__bpfgen_get(hop, &___p, path, from, field) __bpfgen_chain5(last, hop, target, path->field, ___p, more)
#define __bpfgen_chain7(last, hop, target, path, from, field, more...) \
	__bpfgen_get(hop, &___p, path, from, field) __bpfgen_chain6(last, hop, target, path->field, ___p, more)
#define __bpfgen_chain8(last, hop, target, path, from, field, more...) \
	__bpfgen_get(hop, &___p, path, from, field) __bpfgen_chain7(last, hop, target, path->field, ___p, more)
#define __bpfgen_chain9(last, hop, target, path, from, field, more...) \
	__bpfgen_get(hop, &___p, path, from, field) __bpfgen_chain8(last, hop, target, path->field, ___p, more)

/* The result is that of the last read: 0, or a negative errno; for strings the length. */
#define __bpfgen_chain(last, hop, target, source, fields...) \
	({ \
		const void *___p __attribute__((unused)); \
		___bpf_apply(__bpfgen_chain, ___bpf_narg(fields))(last, hop, target, (source), (source), fields) \
	})

#define BPF_CORE_READ_INTO(target, source, fields...) __bpfgen_chain(bpf_core_read, bpf_core_read, target, source, fields)
#define BPF_CORE_READ_USER_INTO(target, source, fields...) __bpfgen_chain(bpf_core_read_user, bpf_core_read_user, target, source, fields)
#define BPF_CORE_READ_STR_INTO(target, source, fields...) __bpfgen_chain(bpf_core_read_str, bpf_core_read, target, source, fields)
#define BPF_CORE_READ_USER_STR_INTO(target, source, fields...) \
	__bpfgen_chain(bpf_core_read_user_str, bpf_core_read_user, target, source, fields)

/* The same without relocations, for types that the kernel does not have. */
#define BPF_PROBE_READ_INTO(target, source, fields...) \
	__bpfgen_chain(bpf_probe_read_kernel, bpf_probe_read_kernel, target, source, fields)
#define BPF_PROBE_READ_USER_INTO(target, source, fields...) __bpfgen_chain(bpf_probe_read_user, bpf_probe_read_user, target, source, fields)
#define BPF_PROBE_READ_STR_INTO(target, source, fields...) \
	__bpfgen_chain(bpf_probe_read_kernel_str, bpf_probe_read_kernel, target, source, fields)
#define BPF_PROBE_READ_USER_STR_INTO(target, source, fields...) \
	__bpfgen_chain(bpf_probe_read_user_str, bpf_probe_read_user, target, source, fields)

/* The type of source->a->b->c. */
#define __bpfgen_path1(path, field) path->field
#define __bpfgen_path2(path, field, more...) __bpfgen_path1(path->field, more)
#define __bpfgen_path3(path, field, more...) __bpfgen_path2(path->field, more)
#define __bpfgen_path4(path, field, more...) __bpfgen_path3(path->field, more)
#define __bpfgen_path5(path, field, more...) __bpfgen_path4(path->field, more)
#define __bpfgen_path6(path, field, more...) __bpfgen_path5(path->field, more)
#define __bpfgen_path7(path, field, more...) __bpfgen_path6(path->field, more)
#define __bpfgen_path8(path, field, more...) __bpfgen_path7(path->field, more)
#define __bpfgen_path9(path, field, more...) __bpfgen_path8(path->field, more)
#define __bpfgen_path(source, fields...) ___bpf_apply(__bpfgen_path, ___bpf_narg(fields))((source), fields)

#define __bpfgen_value(into, source, fields...) \
	({ \
		__bpfgen_typeof(__bpfgen_path(source, fields)) ___r; \
		into(&___r, source, fields); \
		___r; \
	})

#define BPF_CORE_READ(source, fields...) __bpfgen_value(BPF_CORE_READ_INTO, source, fields)
#define BPF_CORE_READ_USER(source, fields...) __bpfgen_value(BPF_CORE_READ_USER_INTO, source, fields)
#define BPF_PROBE_READ(source, fields...) __bpfgen_value(BPF_PROBE_READ_INTO, source, fields)
#define BPF_PROBE_READ_USER(source, fields...) __bpfgen_value(BPF_PROBE_READ_USER_INTO, source, fields)

/*
 * Bit fields
 *
 * Position, width and sign of a bit field can differ between kernels, so the loader fills all of them in. The bytes around the field go
 * into a number of 64 bits; the shifts cut the field out of it.
 */
#define __bpfgen_bits(source, field, question) __builtin_preserve_field_info((source)->field, BPF_FIELD_##question)

#define __bpfgen_cut(number, source, field) \
	({ \
		number <<= __bpfgen_bits(source, field, LSHIFT_U64); \
		if (__bpfgen_bits(source, field, SIGNED)) \
			number = ((long long)number) >> __bpfgen_bits(source, field, RSHIFT_U64); \
		else \
			number = number >> __bpfgen_bits(source, field, RSHIFT_U64); \
		number; \
	})

/* The bytes belong at the low end of the number. In big-endian order, this is its last byte. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define __bpfgen_low_end(number, size) ((void *)(number))
#else
#define __bpfgen_low_end(number, size) ((void *)(number) + (8 - (size)))
#endif

#define BPF_CORE_READ_BITFIELD_PROBED(source, field) \
	({ \
		unsigned long long ___bits = 0; \
		bpf_probe_read_kernel( \
			__bpfgen_low_end(&___bits, __bpfgen_bits(source, field, BYTE_SIZE)), __bpfgen_bits(source, field, BYTE_SIZE), \
			(const void *)source + __bpfgen_bits(source, field, BYTE_OFFSET)); \
		__bpfgen_cut(___bits, source, field); \
	})

/* Without a helper, for programs that may follow kernel pointers. The barrier keeps one relocation for the address, not one per size. */
#define BPF_CORE_READ_BITFIELD(source, field) \
	({ \
		const void *___at = (const void *)source + __bpfgen_bits(source, field, BYTE_OFFSET); \
		unsigned long long ___bits; \
		barrier_var(___at); \
		switch (__bpfgen_bits(source, field, BYTE_SIZE)) { \
		case 1: \
			___bits = *(const unsigned char *)___at; \
			break; \
		case 2: \
			___bits = *(const unsigned short *)___at; \
			break; \
		case 4: \
			___bits = *(const unsigned int *)___at; \
			break; \
		case 8: \
			___bits = *(const unsigned long long *)___at; \
			break; \
		default: \
			___bits = 0; \
			break; \
		} \
		__bpfgen_cut(___bits, source, field); \
	})

#define BPF_CORE_WRITE_BITFIELD(source, field, new_value) \
	({ \
		void *___at = (void *)source + __bpfgen_bits(source, field, BYTE_OFFSET); \
		unsigned int ___size = __bpfgen_bits(source, field, BYTE_SIZE); \
		unsigned int ___left = __bpfgen_bits(source, field, LSHIFT_U64); \
		unsigned int ___right = __bpfgen_bits(source, field, RSHIFT_U64); \
		unsigned long long ___mask, ___bits, ___new = new_value; \
		unsigned int ___low = ___right - ___left; \
		barrier_var(___at); \
		switch (___size) { \
		case 1: \
			___bits = *(unsigned char *)___at; \
			break; \
		case 2: \
			___bits = *(unsigned short *)___at; \
			break; \
		case 4: \
			___bits = *(unsigned int *)___at; \
			break; \
		case 8: \
			___bits = *(unsigned long long *)___at; \
			break; \
		} \
		___mask = (~0ULL << ___right) >> ___left; \
		___bits = (___bits & ~___mask) | ((___new << ___low) & ___mask); \
		switch (___size) { \
		case 1: \
			*(unsigned char *)___at = ___bits; \
			break; \
		case 2: \
			*(unsigned short *)___at = ___bits; \
			break; \
		case 4: \
			*(unsigned int *)___at = ___bits; \
			break; \
		case 8: \
			*(unsigned long long *)___at = ___bits; \
			break; \
		} \
	})

#endif
