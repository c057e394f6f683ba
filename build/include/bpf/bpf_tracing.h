/* SPDX-License-Identifier: MIT */
/*
 * Arguments of traced functions, by name and type: BPF_PROG (fentry, fexit, tp_btf, lsm, struct_ops), BPF_KPROBE, BPF_KSYSCALL …, and the
 * registers of each architecture. The names are those of libbpf.
 *
 * The architecture is that of __TARGET_ARCH_x86, __TARGET_ARCH_arm64 and so on, which BpfCompile defines. Without it, it is the one that
 * the compiler compiles for.
 */
#ifndef __BPF_TRACING_H__
#define __BPF_TRACING_H__

#include "bpf_helpers.h"

#if defined(__TARGET_ARCH_x86)
#define bpf_target_x86
#define bpf_target_defined
#elif defined(__TARGET_ARCH_arm64)
#define bpf_target_arm64
#define bpf_target_defined
#elif defined(__TARGET_ARCH_arm)
#define bpf_target_arm
#define bpf_target_defined
#elif defined(__TARGET_ARCH_s390)
#define bpf_target_s390
#define bpf_target_defined
#elif defined(__TARGET_ARCH_powerpc)
#define bpf_target_powerpc
#define bpf_target_defined
#elif defined(__TARGET_ARCH_riscv)
#define bpf_target_riscv
#define bpf_target_defined
#elif defined(__TARGET_ARCH_loongarch)
#define bpf_target_loongarch
#define bpf_target_defined
#elif defined(__TARGET_ARCH_mips)
#define bpf_target_mips
#define bpf_target_defined
#elif defined(__TARGET_ARCH_sparc)
#define bpf_target_sparc
#define bpf_target_defined
#elif defined(__TARGET_ARCH_arc)
#define bpf_target_arc
#define bpf_target_defined
#elif defined(__x86_64__)
#define bpf_target_x86
#define bpf_target_defined
#elif defined(__aarch64__)
#define bpf_target_arm64
#define bpf_target_defined
#elif defined(__arm__)
#define bpf_target_arm
#define bpf_target_defined
#elif defined(__s390__)
#define bpf_target_s390
#define bpf_target_defined
#elif defined(__powerpc__)
#define bpf_target_powerpc
#define bpf_target_defined
#elif defined(__riscv) && __riscv_xlen == 64
#define bpf_target_riscv
#define bpf_target_defined
#elif defined(__loongarch__)
#define bpf_target_loongarch
#define bpf_target_defined
#elif defined(__mips__)
#define bpf_target_mips
#define bpf_target_defined
#elif defined(__sparc__)
#define bpf_target_sparc
#define bpf_target_defined
#elif defined(__arc__)
#define bpf_target_arc
#define bpf_target_defined
#endif

/*
 * Registers
 *
 * __PT_PARMn_REG is the member of struct pt_regs with parameter n of a function, __PT_PARMn_SYSCALL_REG with parameter n of a system call
 * (if it differs), then the return address, frame pointer, return value, stack pointer and instruction pointer. __PT_REGS_CAST gives the type
 * whose members these are: some architectures show user space another struct than the kernel's.
 */
#if defined(bpf_target_x86)

#if defined(__KERNEL__) || defined(__VMLINUX_H__) /* the kernel's names of the members; <linux/ptrace.h> has others */
#define __PT_PARM1_REG di
#define __PT_PARM2_REG si
#define __PT_PARM3_REG dx
#define __PT_PARM4_REG cx
#define __PT_PARM5_REG r8
#define __PT_PARM6_REG r9
#define __PT_PARM4_SYSCALL_REG r10
#define __PT_RET_REG sp
#define __PT_FP_REG bp
#define __PT_RC_REG ax
#define __PT_SP_REG sp
#define __PT_IP_REG ip
#elif defined(__i386__)
#define __PT_PARM1_REG eax
#define __PT_PARM2_REG edx
#define __PT_PARM3_REG ecx
#define __PT_PARM1_SYSCALL_REG ebx
#define __PT_PARM2_SYSCALL_REG ecx
#define __PT_PARM3_SYSCALL_REG edx
#define __PT_PARM4_SYSCALL_REG esi
#define __PT_PARM5_SYSCALL_REG edi
#define __PT_PARM6_SYSCALL_REG ebp
#define __PT_RET_REG esp
#define __PT_FP_REG ebp
#define __PT_RC_REG eax
#define __PT_SP_REG esp
#define __PT_IP_REG eip
#else
#define __PT_PARM1_REG rdi
#define __PT_PARM2_REG rsi
#define __PT_PARM3_REG rdx
#define __PT_PARM4_REG rcx
#define __PT_PARM5_REG r8
#define __PT_PARM6_REG r9
#define __PT_PARM4_SYSCALL_REG r10
#define __PT_RET_REG rsp
#define __PT_FP_REG rbp
#define __PT_RC_REG rax
#define __PT_SP_REG rsp
#define __PT_IP_REG rip
#endif

#elif defined(bpf_target_arm64)

#define __PT_REGS_CAST(context) ((const struct user_pt_regs *)(context))
#define __PT_PARM1_REG regs[0]
#define __PT_PARM2_REG regs[1]
#define __PT_PARM3_REG regs[2]
#define __PT_PARM4_REG regs[3]
#define __PT_PARM5_REG regs[4]
#define __PT_PARM6_REG regs[5]
#define __PT_PARM7_REG regs[6]
#define __PT_PARM8_REG regs[7]
#define __PT_PARM1_SYSCALL_REG orig_x0
#define __PT_RET_REG regs[30]
#define __PT_FP_REG regs[29]
#define __PT_RC_REG regs[0]
#define __PT_SP_REG sp
#define __PT_IP_REG pc

/* Only the kernel's struct has the first parameter of a system call. */
struct pt_regs___arm64 {
	unsigned long orig_x0;
} __attribute__((preserve_access_index));
#define PT_REGS_PARM1_SYSCALL(context) (((const struct pt_regs___arm64 *)(context))->orig_x0)
#define PT_REGS_PARM1_CORE_SYSCALL(context) BPF_CORE_READ((const struct pt_regs___arm64 *)(context), orig_x0)

#elif defined(bpf_target_arm)

#define __PT_PARM1_REG uregs[0]
#define __PT_PARM2_REG uregs[1]
#define __PT_PARM3_REG uregs[2]
#define __PT_PARM4_REG uregs[3]
#define __PT_PARM5_SYSCALL_REG uregs[4]
#define __PT_PARM6_SYSCALL_REG uregs[5]
#define __PT_PARM7_SYSCALL_REG uregs[6]
#define __PT_RET_REG uregs[14]
#define __PT_FP_REG uregs[11]
#define __PT_RC_REG uregs[0]
#define __PT_SP_REG uregs[13]
#define __PT_IP_REG uregs[12]

#elif defined(bpf_target_s390)

#define __PT_REGS_CAST(context) ((const user_pt_regs *)(context))
#define __PT_PARM1_REG gprs[2]
#define __PT_PARM2_REG gprs[3]
#define __PT_PARM3_REG gprs[4]
#define __PT_PARM4_REG gprs[5]
#define __PT_PARM5_REG gprs[6]
#define __PT_PARM1_SYSCALL_REG orig_gpr2
#define __PT_PARM6_SYSCALL_REG gprs[7]
#define __PT_RET_REG gprs[14]
#define __PT_FP_REG gprs[11]
#define __PT_RC_REG gprs[2]
#define __PT_SP_REG gprs[15]
#define __PT_IP_REG psw.addr

/* Only the kernel's struct has the first parameter of a system call. */
struct pt_regs___s390 {
	unsigned long orig_gpr2;
} __attribute__((preserve_access_index));
#define PT_REGS_PARM1_SYSCALL(context) (((const struct pt_regs___s390 *)(context))->orig_gpr2)
#define PT_REGS_PARM1_CORE_SYSCALL(context) BPF_CORE_READ((const struct pt_regs___s390 *)(context), orig_gpr2)

#elif defined(bpf_target_powerpc)

#define __PT_PARM1_REG gpr[3]
#define __PT_PARM2_REG gpr[4]
#define __PT_PARM3_REG gpr[5]
#define __PT_PARM4_REG gpr[6]
#define __PT_PARM5_REG gpr[7]
#define __PT_PARM6_REG gpr[8]
#define __PT_PARM7_REG gpr[9]
#define __PT_PARM8_REG gpr[10]
#define __PT_PARM1_SYSCALL_REG orig_gpr3
#if !defined(__arch64__)
#define __PT_PARM7_SYSCALL_REG gpr[9]
#endif
#define __PT_RET_REG regs[31]
#define __PT_FP_REG __unsupported__
#define __PT_RC_REG gpr[3]
#define __PT_SP_REG gpr[1]
#define __PT_IP_REG nip
#define PT_REGS_SYSCALL_REGS(context) context /* system calls have no wrapper */

#elif defined(bpf_target_riscv)

#define __PT_REGS_CAST(context) ((const struct user_regs_struct *)(context))
#define __PT_PARM1_REG a0
#define __PT_PARM2_REG a1
#define __PT_PARM3_REG a2
#define __PT_PARM4_REG a3
#define __PT_PARM5_REG a4
#define __PT_PARM6_REG a5
#define __PT_PARM7_REG a6
#define __PT_PARM8_REG a7
#define __PT_PARM1_SYSCALL_REG orig_a0
#define __PT_RET_REG ra
#define __PT_FP_REG s0
#define __PT_RC_REG a0
#define __PT_SP_REG sp
#define __PT_IP_REG pc

/* Only the kernel's struct has the first parameter of a system call. */
struct pt_regs___riscv {
	unsigned long orig_a0;
} __attribute__((preserve_access_index));
#define PT_REGS_PARM1_SYSCALL(context) (((const struct pt_regs___riscv *)(context))->orig_a0)
#define PT_REGS_PARM1_CORE_SYSCALL(context) BPF_CORE_READ((const struct pt_regs___riscv *)(context), orig_a0)

#elif defined(bpf_target_loongarch)

#define __PT_REGS_CAST(context) ((const struct user_pt_regs *)(context))
#define __PT_PARM1_REG regs[4]
#define __PT_PARM2_REG regs[5]
#define __PT_PARM3_REG regs[6]
#define __PT_PARM4_REG regs[7]
#define __PT_PARM5_REG regs[8]
#define __PT_PARM6_REG regs[9]
#define __PT_PARM7_REG regs[10]
#define __PT_PARM8_REG regs[11]
#define __PT_RET_REG regs[1]
#define __PT_FP_REG regs[22]
#define __PT_RC_REG regs[4]
#define __PT_SP_REG regs[3]
#define __PT_IP_REG csr_era
#define PT_REGS_SYSCALL_REGS(context) context /* system calls have no wrapper */

#elif defined(bpf_target_mips)

#define __PT_PARM1_REG regs[4]
#define __PT_PARM2_REG regs[5]
#define __PT_PARM3_REG regs[6]
#define __PT_PARM4_REG regs[7]
#define __PT_PARM5_REG regs[8]
#define __PT_PARM6_REG regs[9]
#define __PT_PARM7_REG regs[10]
#define __PT_PARM8_REG regs[11]
#define __PT_RET_REG regs[31]
#define __PT_FP_REG regs[30]
#define __PT_RC_REG regs[2]
#define __PT_SP_REG regs[29]
#define __PT_IP_REG cp0_epc

#elif defined(bpf_target_sparc)

#define __PT_PARM1_REG u_regs[UREG_I0]
#define __PT_PARM2_REG u_regs[UREG_I1]
#define __PT_PARM3_REG u_regs[UREG_I2]
#define __PT_PARM4_REG u_regs[UREG_I3]
#define __PT_PARM5_REG u_regs[UREG_I4]
#define __PT_PARM6_REG u_regs[UREG_I5]
#define __PT_RET_REG u_regs[UREG_I7]
#define __PT_FP_REG __unsupported__
#define __PT_RC_REG u_regs[UREG_I0]
#define __PT_SP_REG u_regs[UREG_FP]
#if defined(__arch64__)
#define __PT_IP_REG tpc
#else
#define __PT_IP_REG pc
#endif

#elif defined(bpf_target_arc)

#define __PT_REGS_CAST(context) ((const struct user_regs_struct *)(context))
#define __PT_PARM1_REG scratch.r0
#define __PT_PARM2_REG scratch.r1
#define __PT_PARM3_REG scratch.r2
#define __PT_PARM4_REG scratch.r3
#define __PT_PARM5_REG scratch.r4
#define __PT_PARM6_REG scratch.r5
#define __PT_PARM7_REG scratch.r6
#define __PT_PARM8_REG scratch.r7
#define __PT_RET_REG scratch.blink
#define __PT_FP_REG scratch.fp
#define __PT_RC_REG scratch.r0
#define __PT_SP_REG scratch.sp
#define __PT_IP_REG scratch.ret
#define PT_REGS_SYSCALL_REGS(context) context /* system calls have no wrapper */

#endif

#if defined(bpf_target_defined)

struct pt_regs;

#ifndef __PT_REGS_CAST
#define __PT_REGS_CAST(context) (context)
#endif

/* Using a parameter that the architecture does not pass in a register is a compiler error: there is no such member. */
#ifndef __PT_PARM4_REG
#define __PT_PARM4_REG __unsupported__
#endif
#ifndef __PT_PARM5_REG
#define __PT_PARM5_REG __unsupported__
#endif
#ifndef __PT_PARM6_REG
#define __PT_PARM6_REG __unsupported__
#endif
#ifndef __PT_PARM7_REG
#define __PT_PARM7_REG __unsupported__
#endif
#ifndef __PT_PARM8_REG
#define __PT_PARM8_REG __unsupported__
#endif

/* A system call takes its parameters as a function does, up to the sixth, where nothing else is said. */
#ifndef __PT_PARM1_SYSCALL_REG
#define __PT_PARM1_SYSCALL_REG __PT_PARM1_REG
#endif
#ifndef __PT_PARM2_SYSCALL_REG
#define __PT_PARM2_SYSCALL_REG __PT_PARM2_REG
#endif
#ifndef __PT_PARM3_SYSCALL_REG
#define __PT_PARM3_SYSCALL_REG __PT_PARM3_REG
#endif
#ifndef __PT_PARM4_SYSCALL_REG
#define __PT_PARM4_SYSCALL_REG __PT_PARM4_REG
#endif
#ifndef __PT_PARM5_SYSCALL_REG
#define __PT_PARM5_SYSCALL_REG __PT_PARM5_REG
#endif
#ifndef __PT_PARM6_SYSCALL_REG
#define __PT_PARM6_SYSCALL_REG __PT_PARM6_REG
#endif
#ifndef __PT_PARM7_SYSCALL_REG
#define __PT_PARM7_SYSCALL_REG __unsupported__
#endif

#define __bpfgen_register(context, member) (__PT_REGS_CAST(context)->member)
#define __bpfgen_register_core(context, member) BPF_CORE_READ(__PT_REGS_CAST(context), member) /* needs bpf_core_read.h */

#else

/* Only a program that uses a register needs the architecture. */
#define __bpfgen_register(context, member) \
	({ \
		_Static_assert(0, "Define the architecture, such as __TARGET_ARCH_x86 or __TARGET_ARCH_arm64."); \
		0L; \
	})
#define __bpfgen_register_core(context, member) __bpfgen_register(context, member)

#endif

/* PT_REGS_…(ctx) reads a register of the program's context. PT_REGS_…_CORE(regs) reads it of registers anywhere in the kernel. */
#define PT_REGS_PARM1(context) __bpfgen_register(context, __PT_PARM1_REG)
#define PT_REGS_PARM2(context) __bpfgen_register(context, __PT_PARM2_REG)
#define PT_REGS_PARM3(context) __bpfgen_register(context, __PT_PARM3_REG)
#define PT_REGS_PARM4(context) __bpfgen_register(context, __PT_PARM4_REG)
#define PT_REGS_PARM5(context) __bpfgen_register(context, __PT_PARM5_REG)
#define PT_REGS_PARM6(context) __bpfgen_register(context, __PT_PARM6_REG)
#define PT_REGS_PARM7(context) __bpfgen_register(context, __PT_PARM7_REG)
#define PT_REGS_PARM8(context) __bpfgen_register(context, __PT_PARM8_REG)
#define PT_REGS_RET(context) __bpfgen_register(context, __PT_RET_REG)
#define PT_REGS_FP(context) __bpfgen_register(context, __PT_FP_REG)
#define PT_REGS_RC(context) __bpfgen_register(context, __PT_RC_REG)
#define PT_REGS_SP(context) __bpfgen_register(context, __PT_SP_REG)
#define PT_REGS_IP(context) __bpfgen_register(context, __PT_IP_REG)

#define PT_REGS_PARM1_CORE(context) __bpfgen_register_core(context, __PT_PARM1_REG)
#define PT_REGS_PARM2_CORE(context) __bpfgen_register_core(context, __PT_PARM2_REG)
#define PT_REGS_PARM3_CORE(context) __bpfgen_register_core(context, __PT_PARM3_REG)
#define PT_REGS_PARM4_CORE(context) __bpfgen_register_core(context, __PT_PARM4_REG)
#define PT_REGS_PARM5_CORE(context) __bpfgen_register_core(context, __PT_PARM5_REG)
#define PT_REGS_PARM6_CORE(context) __bpfgen_register_core(context, __PT_PARM6_REG)
#define PT_REGS_PARM7_CORE(context) __bpfgen_register_core(context, __PT_PARM7_REG)
#define PT_REGS_PARM8_CORE(context) __bpfgen_register_core(context, __PT_PARM8_REG)
#define PT_REGS_RET_CORE(context) __bpfgen_register_core(context, __PT_RET_REG)
#define PT_REGS_FP_CORE(context) __bpfgen_register_core(context, __PT_FP_REG)
#define PT_REGS_RC_CORE(context) __bpfgen_register_core(context, __PT_RC_REG)
#define PT_REGS_SP_CORE(context) __bpfgen_register_core(context, __PT_SP_REG)
#define PT_REGS_IP_CORE(context) __bpfgen_register_core(context, __PT_IP_REG)

#ifndef PT_REGS_PARM1_SYSCALL
#define PT_REGS_PARM1_SYSCALL(context) __bpfgen_register(context, __PT_PARM1_SYSCALL_REG)
#define PT_REGS_PARM1_CORE_SYSCALL(context) __bpfgen_register_core(context, __PT_PARM1_SYSCALL_REG)
#endif
#define PT_REGS_PARM2_SYSCALL(context) __bpfgen_register(context, __PT_PARM2_SYSCALL_REG)
#define PT_REGS_PARM3_SYSCALL(context) __bpfgen_register(context, __PT_PARM3_SYSCALL_REG)
#define PT_REGS_PARM4_SYSCALL(context) __bpfgen_register(context, __PT_PARM4_SYSCALL_REG)
#define PT_REGS_PARM5_SYSCALL(context) __bpfgen_register(context, __PT_PARM5_SYSCALL_REG)
#define PT_REGS_PARM6_SYSCALL(context) __bpfgen_register(context, __PT_PARM6_SYSCALL_REG)
#define PT_REGS_PARM7_SYSCALL(context) __bpfgen_register(context, __PT_PARM7_SYSCALL_REG)
#define PT_REGS_PARM2_CORE_SYSCALL(context) __bpfgen_register_core(context, __PT_PARM2_SYSCALL_REG)
#define PT_REGS_PARM3_CORE_SYSCALL(context) __bpfgen_register_core(context, __PT_PARM3_SYSCALL_REG)
#define PT_REGS_PARM4_CORE_SYSCALL(context) __bpfgen_register_core(context, __PT_PARM4_SYSCALL_REG)
#define PT_REGS_PARM5_CORE_SYSCALL(context) __bpfgen_register_core(context, __PT_PARM5_SYSCALL_REG)
#define PT_REGS_PARM6_CORE_SYSCALL(context) __bpfgen_register_core(context, __PT_PARM6_SYSCALL_REG)
#define PT_REGS_PARM7_CORE_SYSCALL(context) __bpfgen_register_core(context, __PT_PARM7_SYSCALL_REG)

/*
 * On most architectures, a kprobe at a system call such as __x64_sys_openat sees a wrapper, whose only parameter points to the registers
 * that have the parameters of the system call.
 */
#ifndef PT_REGS_SYSCALL_REGS
#define PT_REGS_SYSCALL_REGS(context) ((struct pt_regs *)PT_REGS_PARM1(context))
#endif

/* The address that the function returns to: in a register, or on the stack. */
#if defined(bpf_target_powerpc)
#define BPF_KPROBE_READ_RET_IP(ip, context) ({ (ip) = (context)->link; })
#define BPF_KRETPROBE_READ_RET_IP BPF_KPROBE_READ_RET_IP
#elif defined(bpf_target_arm64) || defined(bpf_target_sparc)
#define BPF_KPROBE_READ_RET_IP(ip, context) ({ (ip) = PT_REGS_RET(context); })
#define BPF_KRETPROBE_READ_RET_IP BPF_KPROBE_READ_RET_IP
#else
#define BPF_KPROBE_READ_RET_IP(ip, context) ({ bpf_probe_read_kernel(&(ip), sizeof(ip), (void *)PT_REGS_RET(context)); })
#define BPF_KRETPROBE_READ_RET_IP(ip, context) \
	({ bpf_probe_read_kernel(&(ip), sizeof(ip), (void *)(PT_REGS_FP(context) + sizeof(ip))); })
#endif

/*
 * Programs with typed parameters
 *
 * The kernel calls a program with one pointer, "ctx". Each of these macros writes a program that takes the parameters out of ctx and calls
 * the code that follows the macro, which has them by name. ctx stays available. "values" are the arguments of that call, after ctx.
 */
#define __bpfgen_program(name, inner, context, declarations, prologue, call, parameters...) \
	name(context); \
	declarations \
	static __always_inline typeof(name(0)) inner(context, ##parameters); \
	typeof(name(0)) name(context) \
	{ \
		prologue \
		_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"") \
		call \
		_Pragma("GCC diagnostic pop") \
	} \
	static __always_inline typeof(name(0)) inner(context, ##parameters)

/* How many values ctx gives; the macro is chosen by the number of parameters. */
#define __bpfgen_words0() ctx
#define __bpfgen_words1() __bpfgen_words0(), ctx[0]
#define __bpfgen_words2() __bpfgen_words1(), ctx[1]
#define __bpfgen_words3() __bpfgen_words2(), ctx[2]
#define __bpfgen_words4() __bpfgen_words3(), ctx[3]
#define __bpfgen_words5() __bpfgen_words4(), ctx[4]
#define __bpfgen_words6() __bpfgen_words5(), ctx[5]
#define __bpfgen_words7() __bpfgen_words6(), ctx[6]
#define __bpfgen_words8() __bpfgen_words7(), ctx[7]
#define __bpfgen_words9() __bpfgen_words8(), ctx[8]
#define __bpfgen_words10() __bpfgen_words9(), ctx[9]
#define __bpfgen_words11() __bpfgen_words10(), ctx[10]
#define __bpfgen_words12() __bpfgen_words11(), ctx[11]

#define __bpfgen_call0() ctx
#define __bpfgen_call1() __bpfgen_call0(), (unsigned long long)PT_REGS_PARM1(ctx)
#define __bpfgen_call2() __bpfgen_call1(), (unsigned long long)PT_REGS_PARM2(ctx)
#define __bpfgen_call3() __bpfgen_call2(), (unsigned long long)PT_REGS_PARM3(ctx)
#define __bpfgen_call4() __bpfgen_call3(), (unsigned long long)PT_REGS_PARM4(ctx)
#define __bpfgen_call5() __bpfgen_call4(), (unsigned long long)PT_REGS_PARM5(ctx)
#define __bpfgen_call6() __bpfgen_call5(), (unsigned long long)PT_REGS_PARM6(ctx)
#define __bpfgen_call7() __bpfgen_call6(), (unsigned long long)PT_REGS_PARM7(ctx)
#define __bpfgen_call8() __bpfgen_call7(), (unsigned long long)PT_REGS_PARM8(ctx)

#define __bpfgen_result0() ctx
#define __bpfgen_result1() __bpfgen_result0(), (unsigned long long)PT_REGS_RC(ctx)

/* The registers of a system call: "direct" are those of the context, "wrapped" those that the wrapper's parameter points to. */
#define __bpfgen_direct0() ctx
#define __bpfgen_direct1() __bpfgen_direct0(), (unsigned long long)PT_REGS_PARM1_SYSCALL(regs)
#define __bpfgen_direct2() __bpfgen_direct1(), (unsigned long long)PT_REGS_PARM2_SYSCALL(regs)
#define __bpfgen_direct3() __bpfgen_direct2(), (unsigned long long)PT_REGS_PARM3_SYSCALL(regs)
#define __bpfgen_direct4() __bpfgen_direct3(), (unsigned long long)PT_REGS_PARM4_SYSCALL(regs)
#define __bpfgen_direct5() __bpfgen_direct4(), (unsigned long long)PT_REGS_PARM5_SYSCALL(regs)
#define __bpfgen_direct6() __bpfgen_direct5(), (unsigned long long)PT_REGS_PARM6_SYSCALL(regs)
#define __bpfgen_direct7() __bpfgen_direct6(), (unsigned long long)PT_REGS_PARM7_SYSCALL(regs)

#define __bpfgen_wrapped0() ctx
#define __bpfgen_wrapped1() __bpfgen_wrapped0(), (unsigned long long)PT_REGS_PARM1_CORE_SYSCALL(regs)
#define __bpfgen_wrapped2() __bpfgen_wrapped1(), (unsigned long long)PT_REGS_PARM2_CORE_SYSCALL(regs)
#define __bpfgen_wrapped3() __bpfgen_wrapped2(), (unsigned long long)PT_REGS_PARM3_CORE_SYSCALL(regs)
#define __bpfgen_wrapped4() __bpfgen_wrapped3(), (unsigned long long)PT_REGS_PARM4_CORE_SYSCALL(regs)
#define __bpfgen_wrapped5() __bpfgen_wrapped4(), (unsigned long long)PT_REGS_PARM5_CORE_SYSCALL(regs)
#define __bpfgen_wrapped6() __bpfgen_wrapped5(), (unsigned long long)PT_REGS_PARM6_CORE_SYSCALL(regs)
#define __bpfgen_wrapped7() __bpfgen_wrapped6(), (unsigned long long)PT_REGS_PARM7_CORE_SYSCALL(regs)

#define __bpfgen_values(kind, parameters...) ___bpf_apply(__bpfgen_##kind, ___bpf_narg(parameters))()

/* For fentry, fexit, tp_btf, lsm, iter and struct_ops: int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child) */
#define BPF_PROG(name, parameters...) \
	__bpfgen_program(name, ____##name, unsigned long long *ctx, , , \
		return ____##name(__bpfgen_values(words, ##parameters));, ##parameters)

/* For kprobe and uprobe: int BPF_KPROBE(on_unlink, int folder, struct filename *name) */
#define BPF_KPROBE(name, parameters...) \
	__bpfgen_program(name, ____##name, struct pt_regs *ctx, , , \
		return ____##name(__bpfgen_values(call, ##parameters));, ##parameters)
#define BPF_UPROBE(name, parameters...) BPF_KPROBE(name, ##parameters)

/* For kretprobe and uretprobe, with the return value as the only parameter: int BPF_KRETPROBE(unlinked, long result) */
#define BPF_KRETPROBE(name, parameters...) \
	__bpfgen_program(name, ____##name, struct pt_regs *ctx, , , \
		return ____##name(__bpfgen_values(result, ##parameters));, ##parameters)
#define BPF_URETPROBE(name, parameters...) BPF_KRETPROBE(name, ##parameters)

/* For ksyscall, and kprobe at a system call: int BPF_KSYSCALL(on_kill, int pid, int signal). Needs bpf_core_read.h. */
#define BPF_KSYSCALL(name, parameters...) \
	__bpfgen_program(name, ____##name, struct pt_regs *ctx, \
		extern _Bool LINUX_HAS_SYSCALL_WRAPPER __kconfig;, \
		struct pt_regs *regs = LINUX_HAS_SYSCALL_WRAPPER ? (struct pt_regs *)PT_REGS_PARM1(ctx) : ctx;, \
		if (LINUX_HAS_SYSCALL_WRAPPER) return ____##name(__bpfgen_values(wrapped, ##parameters)); \
		else return ____##name(__bpfgen_values(direct, ##parameters));, ##parameters)
#define BPF_KPROBE_SYSCALL BPF_KSYSCALL

/*
 * BPF_PROG2 also takes structs of up to 16 bytes, which fill one or two words of ctx. Types and names are separated by commas:
 * int BPF_PROG2(on_call, struct pair, pair, int, count)
 */
#ifndef ___bpf_nth2
#define ___bpf_nth2(_, t1, n1, t2, n2, t3, n3, t4, n4, t5, n5, t6, n6, t7, n7, t8, n8, t9, n9, t10, n10, t11, n11, t12, n12, chosen, ...) chosen
#endif
#ifndef ___bpf_narg2
#define ___bpf_narg2(...) \
	___bpf_nth2(_, ##__VA_ARGS__, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0)
#endif

/* The number of words that a type fills, and the integer that its low bytes are. A size that no parameter has is a compiler error. */
#define __bpfgen_words_of(type) \
	__builtin_choose_expr( \
		sizeof(type) == 1 || sizeof(type) == 2 || sizeof(type) == 4 || sizeof(type) == 8, 1, \
		__builtin_choose_expr(sizeof(type) == 16, 2, (void)0))
#define __bpfgen_cell(type) \
	typeof(__builtin_choose_expr( \
		sizeof(type) == 1, (__u8)0, \
		__builtin_choose_expr(sizeof(type) == 2, (__u16)0, __builtin_choose_expr(sizeof(type) == 4, (__u32)0, (__u64)0))))

#define __bpfgen_parameter(type, at) \
	({ \
		union { \
			__bpfgen_cell(type) cells[__bpfgen_words_of(type) > 0 ? 2 : 0]; \
			type value; \
		} ___u = {.cells = {ctx[at], __builtin_choose_expr(sizeof(type) == 16, ctx[(at) + 1], 0)}}; \
		___u.value; \
	})

/* The parameters as declarations, and their values from word "at" on. */
#define __bpfgen_declare0()
#define __bpfgen_declare1(type, name) , type name
#define __bpfgen_declare2(type, name, more...) , type name __bpfgen_declare1(more)
#define __bpfgen_declare3(type, name, more...) , type name __bpfgen_declare2(more)
#define __bpfgen_declare4(type, name, more...) , type name __bpfgen_declare3(more)
#define __bpfgen_declare5(type, name, more...) , type name __bpfgen_declare4(more)
#define __bpfgen_declare6(type, name, more...) , type name __bpfgen_declare5(more)
#define __bpfgen_declare7(type, name, more...) , type name __bpfgen_declare6(more)
#define __bpfgen_declare8(type, name, more...) , type name __bpfgen_declare7(more)
#define __bpfgen_declare9(type, name, more...) , type name __bpfgen_declare8(more)
#define __bpfgen_declare10(type, name, more...) , type name __bpfgen_declare9(more)
#define __bpfgen_declare11(type, name, more...) , type name __bpfgen_declare10(more)
#define __bpfgen_declare12(type, name, more...) , type name __bpfgen_declare11(more)

#define __bpfgen_take0(at)
#define __bpfgen_take1(at, type, name) , __bpfgen_parameter(type, at)
#define __bpfgen_take2(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take1((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take3(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take2((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take4(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take3((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take5(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take4((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take6(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take5((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take7(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take6((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take8(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take7((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take9(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take8((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take10(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take9((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take11(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take10((at) + __bpfgen_words_of(type), more)
#define __bpfgen_take12(at, type, name, more...) , __bpfgen_parameter(type, at) __bpfgen_take11((at) + __bpfgen_words_of(type), more)

#define __bpfgen_declare(pairs...) ___bpf_apply(__bpfgen_declare, ___bpf_narg2(pairs))(pairs)
#define __bpfgen_take(pairs...) ___bpf_apply(__bpfgen_take, ___bpf_narg2(pairs))(0, ##pairs)

#define BPF_PROG2(name, pairs...) \
	name(unsigned long long *ctx); \
	static __always_inline typeof(name(0)) ____##name(unsigned long long *ctx __bpfgen_declare(pairs)); \
	typeof(name(0)) name(unsigned long long *ctx) \
	{ \
		return ____##name(ctx __bpfgen_take(pairs)); \
	} \
	static __always_inline typeof(name(0)) ____##name(unsigned long long *ctx __bpfgen_declare(pairs))

#endif
