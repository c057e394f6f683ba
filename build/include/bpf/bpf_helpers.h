/* SPDX-License-Identifier: MIT */
/*
 * What every eBPF program in C needs: sections, map definitions, helpers, loops and printing.
 * The names are those of libbpf, so a source compiles with either set of headers.
 * Include vmlinux.h or <linux/types.h> first: the helpers need types such as __u64.
 */
#ifndef __BPF_HELPERS__
#define __BPF_HELPERS__

#include "bpf_helper_defs.h"

/*
 * Map definitions
 *
 * A map is a variable in section ".maps". The loader reads its type, not its value: a number is the length of an array, and a type is the
 * target of a pointer.
 */
#define __uint(name, number) int (*name)[number]
#define __type(name, kind) typeof(kind) *name
#define __array(name, kind) typeof(kind) *name[]
/* A number of 64 bits does not fit into the length of an array, so it is the value of an enumerator. __COUNTER__ makes its name unique. */
#define __ulong(name, number) enum { ___bpf_concat(__unique_value, __COUNTER__) = number } name

/* The value of "pinning" in a map definition. */
enum libbpf_pin_type {
	LIBBPF_PIN_NONE = 0,
	LIBBPF_PIN_BY_NAME = 1, /* pinned in bpffs by its name */
};

/*
 * Sections and attributes
 */

/* Puts a program, map or variable into a section. Clang warns of "used" at an extern declaration, where it has no effect. */
#if defined(__clang__)
#define SEC(name) \
	_Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wignored-attributes\"") \
	__attribute__((section(name), used)) _Pragma("clang diagnostic pop")
#else
#define SEC(name) __attribute__((section(name), used))
#endif

#undef __always_inline
#define __always_inline inline __attribute__((always_inline))

#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif

#ifndef __weak
#define __weak __attribute__((weak))
#endif

/* The verifier checks a hidden function together with each caller, as if it were static. */
#define __hidden __attribute__((visibility("hidden")))

#define __kconfig __attribute__((section(".kconfig"))) /* a value of the kernel configuration */
#define __ksym __attribute__((section(".ksyms")))      /* a function or variable of the kernel */

/* The values of a kconfig option that is "n", "y" or "m". */
enum libbpf_tristate {
	TRI_NO = 0,
	TRI_YES = 1,
	TRI_MODULE = 2,
};

/* Pointers in map values. */
#define __kptr __attribute__((btf_type_tag("kptr")))
#define __kptr_untrusted __attribute__((btf_type_tag("kptr_untrusted")))
#define __percpu_kptr __attribute__((btf_type_tag("percpu_kptr")))
#define __uptr __attribute__((btf_type_tag("uptr")))

/* What the verifier assumes of a parameter of a global function. */
#define __arg_ctx __attribute__((btf_decl_tag("arg:ctx")))
#define __arg_nonnull __attribute__((btf_decl_tag("arg:nonnull")))
#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))
#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))
#define __arg_untrusted __attribute__((btf_decl_tag("arg:untrusted")))
#define __arg_arena __attribute__((btf_decl_tag("arg:arena")))

/*
 * Small tools of C that programs with vmlinux.h lack, because they include no header of the system
 */
#ifndef NULL
#define NULL ((void *)0)
#endif

#ifndef KERNEL_VERSION
#define KERNEL_VERSION(major, minor, patch) (((major) << 16) + ((minor) << 8) + ((patch) > 255 ? 255 : (patch)))
#endif

#ifndef likely
#define likely(condition) (__builtin_expect(!!(condition), 1))
#endif

#ifndef unlikely
#define unlikely(condition) (__builtin_expect(!!(condition), 0))
#endif

/* __builtin_offsetof would be a constant. With the address of a member, the loader can adapt the offset to the running kernel (CO-RE). */
#undef offsetof
#define offsetof(type, member) ((unsigned long)&((type *)0)->member)

#undef container_of
#define container_of(pointer, type, member) \
	({ \
		void *__member = (void *)(pointer); \
		(type *)(__member - offsetof(type, member)); \
	})

/* Keeps the compiler from moving memory accesses across this place. */
#ifndef barrier
#define barrier() __asm__ volatile("" : : : "memory")
#endif

/* Keeps the compiler from assuming anything about the value of a variable, so that a check before it is not removed or moved behind it. */
#ifndef barrier_var
#define barrier_var(variable) __asm__ volatile("" : "+r"(variable))
#endif

/* Fails the compilation if the compiler cannot prove that this place is never reached: there is no instruction for a trap. */
#ifndef __bpf_unreachable
#define __bpf_unreachable() __builtin_trap()
#endif

/* Whether the kernel has a symbol. It must be declared with __weak, or the load would fail without it. */
#if defined(__clang__)
#define bpf_ksym_exists(symbol) \
	({ \
		_Static_assert(!__builtin_constant_p(!!symbol), "declare " #symbol " with __weak"); \
		!!symbol; \
	})
#else
#define bpf_ksym_exists(symbol) (!!symbol)
#endif

/*
 * Calls another program, whose slot in the program array is a constant. The map and the slot are loaded right before the call in every
 * path, so that the kernel's compiler can make a direct jump of it.
 */
#if defined(__bpf__)
static __always_inline void bpf_tail_call_static(void *ctx, const void *map, const __u32 slot)
{
	if (!__builtin_constant_p(slot))
		__bpf_unreachable();

	__asm__ volatile("r1 = %[context]\n\t"
			 "r2 = %[programs]\n\t"
			 "r3 = %[index]\n\t"
			 "call 12"
			 :
			 : [context] "r"(ctx), [programs] "r"(map), [index] "i"(slot)
			 : "r0", "r1", "r2", "r3", "r4", "r5");
}
#endif

/*
 * Macros with a variable number of arguments: count them (up to 12), and choose the macro whose name ends with the count
 */
#ifndef ___bpf_concat
#define ___bpf_concat(left, right) left##right
#endif
#ifndef ___bpf_apply
#define ___bpf_apply(name, suffix) ___bpf_concat(name, suffix)
#endif
#ifndef ___bpf_nth
#define ___bpf_nth(_, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, chosen, ...) chosen
#endif
#ifndef ___bpf_narg
#define ___bpf_narg(...) ___bpf_nth(_, ##__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#endif

/* Writes each argument to its element of an array. */
#define __bpfgen_put0(array, at)
#define __bpfgen_put1(array, at, value) array[at] = value;
#define __bpfgen_put2(array, at, value, more...) array[at] = value; __bpfgen_put1(array, at + 1, more)
#define __bpfgen_put3(array, at, value, more...) array[at] = value; __bpfgen_put2(array, at + 1, more)
#define __bpfgen_put4(array, at, value, more...) array[at] = value; __bpfgen_put3(array, at + 1, more)
#define __bpfgen_put5(array, at, value, more...) array[at] = value; __bpfgen_put4(array, at + 1, more)
#define __bpfgen_put6(array, at, value, more...) array[at] = value; __bpfgen_put5(array, at + 1, more)
#define __bpfgen_put7(array, at, value, more...) array[at] = value; __bpfgen_put6(array, at + 1, more)
#define __bpfgen_put8(array, at, value, more...) array[at] = value; __bpfgen_put7(array, at + 1, more)
#define __bpfgen_put9(array, at, value, more...) array[at] = value; __bpfgen_put8(array, at + 1, more)
#define __bpfgen_put10(array, at, value, more...) array[at] = value; __bpfgen_put9(array, at + 1, more)
#define __bpfgen_put11(array, at, value, more...) array[at] = value; __bpfgen_put10(array, at + 1, more)
#define __bpfgen_put12(array, at, value, more...) array[at] = value; __bpfgen_put11(array, at + 1, more)
#define ___bpf_fill(array, values...) ___bpf_apply(__bpfgen_put, ___bpf_narg(values))(array, 0, ##values)

/*
 * Printing
 *
 * A helper takes the values of a format as an array of 64-bit numbers. __bpfgen_format declares the format (___fmt) and that array
 * (___param). The format is a constant of its own, because the verifier demands that it is read-only.
 */
#define __bpfgen_format(format, values...) \
	static const char ___fmt[] = format; \
	unsigned long long ___param[___bpf_narg(values)]; \
	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"") \
	___bpf_fill(___param, ##values) \
	_Pragma("GCC diagnostic pop")

#define BPF_SEQ_PRINTF(seq, format, values...) \
	({ \
		__bpfgen_format(format, ##values) \
		bpf_seq_printf(seq, ___fmt, sizeof(___fmt), ___param, sizeof(___param)); \
	})

#define BPF_SNPRINTF(out, size, format, values...) \
	({ \
		__bpfgen_format(format, ##values) \
		bpf_snprintf(out, size, ___fmt, ___param, sizeof(___param)); \
	})

/* Needs Linux 6.17, and a declaration of bpf_stream_vprintk, which vmlinux.h has. */
#define bpf_stream_printk(stream, format, values...) \
	({ \
		__bpfgen_format(format, ##values) \
		bpf_stream_vprintk(stream, ___fmt, ___param, sizeof(___param)); \
	})

/* Needs Linux 5.16. */
#define __bpf_vprintk(format, values...) \
	({ \
		__bpfgen_format(format, ##values) \
		bpf_trace_vprintk(___fmt, sizeof(___fmt), ___param, sizeof(___param)); \
	})

/* Kernels before 5.2 have no global data. There, define BPF_NO_GLOBAL_DATA, and the format is on the stack. */
#ifdef BPF_NO_GLOBAL_DATA
#define BPF_PRINTK_FMT_MOD
#else
#define BPF_PRINTK_FMT_MOD static const
#endif

#define __bpf_printk(format, values...) \
	({ \
		BPF_PRINTK_FMT_MOD char ____fmt[] = format; \
		bpf_trace_printk(____fmt, sizeof(____fmt), ##values); \
	})

/* Writes to /sys/kernel/tracing/trace_pipe. Up to three values work on every kernel; up to twelve need Linux 5.16. */
#define bpf_printk(format, values...) ___bpf_apply(__bpfgen_print, ___bpf_narg(values))(format, ##values)
#define __bpfgen_print0 __bpf_printk
#define __bpfgen_print1 __bpf_printk
#define __bpfgen_print2 __bpf_printk
#define __bpfgen_print3 __bpf_printk
#define __bpfgen_print4 __bpf_vprintk
#define __bpfgen_print5 __bpf_vprintk
#define __bpfgen_print6 __bpf_vprintk
#define __bpfgen_print7 __bpf_vprintk
#define __bpfgen_print8 __bpf_vprintk
#define __bpfgen_print9 __bpf_vprintk
#define __bpfgen_print10 __bpf_vprintk
#define __bpfgen_print11 __bpf_vprintk
#define __bpfgen_print12 __bpf_vprintk

/*
 * Loops over the kernel's iterators (Linux 6.4)
 *
 * The iterator is destroyed when the loop ends, also by break, goto or return. Clang writes no BTF for a function that is only named in
 * "cleanup", so __bpfgen_iterate names it once more.
 */
struct bpf_iter_num;

extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;

#define __bpfgen_iterate(kind, arguments...) \
	struct bpf_iter_##kind ___it __attribute__((aligned(8), cleanup(bpf_iter_##kind##_destroy))), \
		*___unused __attribute__((unused)) = \
			(bpf_iter_##kind##_new(&___it, ##arguments), (void)bpf_iter_##kind##_destroy, (void *)0)

/* bpf_for_each(task, task, NULL, BPF_TASK_ITER_ALL_PROCS) { … }: the pointer to each element, for any kind of iterator. */
#ifndef bpf_for_each
#define bpf_for_each(kind, element, arguments...) \
	for (__bpfgen_iterate(kind, ##arguments); (element = bpf_iter_##kind##_next(&___it));)
#endif

/* bpf_for(i, 0, 10) { … }: the numbers from start up to, not including, end. The verifier knows that i is in this range. */
#ifndef bpf_for
#define bpf_for(i, start, end) \
	for (__bpfgen_iterate(num, (start), (end)); ({ \
		     int *___next = bpf_iter_num_next(&___it); \
		     (___next && ((i) = *___next, (i) >= (start) && (i) < (end))); \
	     });)
#endif

/* bpf_repeat(10) { … } */
#ifndef bpf_repeat
#define bpf_repeat(times) for (__bpfgen_iterate(num, 0, (times)); bpf_iter_num_next(&___it);)
#endif

#endif
