// Runs a program, records the bpf(2) system calls that succeed until the program unloads its object, and prints them as a C header for floor.c.
//
//   record NAME PROGRAM [ARGUMENT...]
//
// The header has an array of calls. Pointers and descriptors in a call's attributes are replaced when the calls are made again: "buffers" lists the places of
// pointers, "descriptors" those of descriptors that an earlier call returned.
#define _GNU_SOURCE
#include <linux/bpf.h>
#include <linux/filter.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_DESCRIPTORS 1024

// A descriptor of the program: the number of the call that returned it plus one, or 0.
static int call_of[MOST_DESCRIPTORS];
static uint64_t key_size[MOST_DESCRIPTORS], value_size[MOST_DESCRIPTORS];
static int calls, buffers;
static pid_t child;
static char steps[1 << 16];
static const char *name;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void read_memory(uint64_t address, void *to, size_t size)
{
    struct iovec local = { to, size }, remote = { (void *)address, size };
    if (process_vm_readv(child, &local, 1, &remote, 1, 0) != (ssize_t)size)
        fail("process_vm_readv");
}

// Prints the bytes behind a pointer as words. Returns the number of the array.
static int print_buffer(uint64_t address, size_t size, unsigned char **copy)
{
    size_t words = (size + 7) / 8;
    uint64_t *data = calloc(words ? words : 1, 8);
    read_memory(address, data, size);
    printf("static uint64_t %s_buffer%d[] = {", name, buffers);
    for (size_t i = 0; i < words; i++)
        printf("%s0x%llxull,", i % 8 ? " " : "\n    ", (unsigned long long)data[i]);
    printf("\n};\n");
    if (copy)
        *copy = (unsigned char *)data;
    else
        free(data);
    return buffers++;
}

static void add(size_t place, const char *prefix, int number)
{
    size_t length = strlen(steps);
    snprintf(steps + length, sizeof(steps) - length, " { %zu, %s%d },", place, prefix, number);
}

static void add_buffer(size_t place, int buffer)
{
    char prefix[64];
    snprintf(prefix, sizeof(prefix), "%s_buffer", name);
    add(place, prefix, buffer);
}

static void add_pointer(union bpf_attr *attributes, size_t place, size_t size)
{
    uint64_t address;
    memcpy(&address, (char *)attributes + place, 8);
    if (address && size)
        add_buffer(place, print_buffer(address, size, NULL));
}

static void add_descriptor(union bpf_attr *attributes, size_t place)
{
    uint32_t descriptor;
    memcpy(&descriptor, (char *)attributes + place, 4);
    if (descriptor > 0 && descriptor < MOST_DESCRIPTORS && call_of[descriptor])
        add(place, "", call_of[descriptor] - 1);
}

// The maps in a program's instructions are descriptors. They become pairs of an instruction's index and a call.
static int print_instructions(union bpf_attr *attributes, int *list)
{
    unsigned char *copy;
    int code = print_buffer(attributes->insns, attributes->insn_cnt * 8, &copy);
    struct bpf_insn *instructions = (struct bpf_insn *)copy;
    *list = buffers++;
    printf("static const struct place %s_buffer%d[] = {", name, *list);
    for (unsigned i = 0; i < attributes->insn_cnt; i++) {
        if (instructions[i].code != (BPF_LD | BPF_IMM | BPF_DW))
            continue;
        if (instructions[i].src_reg == BPF_PSEUDO_MAP_FD || instructions[i].src_reg == BPF_PSEUDO_MAP_VALUE)
            printf(" { %u, %d },", i, call_of[instructions[i].imm] - 1);
        i++;
    }
    printf(" { -1, 0 } };\n");
    free(copy);
    return code;
}

static void record(int command, union bpf_attr *attributes, unsigned size, long result)
{
    int code = -1, list = -1;
    char pointers[4096];
    steps[0] = 0;
    switch (command) {
    case BPF_BTF_LOAD:
        add_pointer(attributes, offsetof(union bpf_attr, btf), attributes->btf_size);
        break;
    case BPF_MAP_UPDATE_ELEM:
        add_pointer(attributes, offsetof(union bpf_attr, key), key_size[attributes->map_fd]);
        add_pointer(attributes, offsetof(union bpf_attr, value), value_size[attributes->map_fd]);
        break;
    case BPF_PROG_LOAD:
        add_pointer(attributes, offsetof(union bpf_attr, license), 4);
        add_pointer(attributes, offsetof(union bpf_attr, func_info), (size_t)attributes->func_info_cnt * attributes->func_info_rec_size);
        add_pointer(attributes, offsetof(union bpf_attr, line_info), (size_t)attributes->line_info_cnt * attributes->line_info_rec_size);
        add_pointer(attributes, offsetof(union bpf_attr, core_relos), (size_t)attributes->core_relo_cnt * attributes->core_relo_rec_size);
        code = print_instructions(attributes, &list);
        add_buffer(offsetof(union bpf_attr, insns), code);
        break;
    case BPF_MAP_CREATE:
    case BPF_MAP_FREEZE:
        break;
    default:
        fprintf(stderr, "record: command %d is not supported\n", command);
        exit(1);
    }

    strcpy(pointers, steps);
    steps[0] = 0;
    if (command == BPF_MAP_CREATE)
        add_descriptor(attributes, offsetof(union bpf_attr, btf_fd));
    else if (command == BPF_PROG_LOAD)
        add_descriptor(attributes, offsetof(union bpf_attr, prog_btf_fd));
    else if (command != BPF_BTF_LOAD)
        add_descriptor(attributes, offsetof(union bpf_attr, map_fd));

    printf("static uint64_t %s_attributes%d[] = {", name, calls);
    for (unsigned i = 0; i < (size + 7) / 8; i++)
        printf(" 0x%llxull,", ((unsigned long long *)attributes)[i]);
    printf(" };\nstatic const struct buffer %s_pointers%d[] = {%s { -1, 0 } };\n", name, calls, pointers);
    printf("static const struct place %s_descriptors%d[] = {%s { -1, 0 } };\n", name, calls, steps);
    printf("#define %s_call%d { %d, %u, %s_attributes%d, ", name, calls, command, size, name, calls);
    printf("%s_pointers%d, %s_descriptors%d, ", name, calls, name, calls);
    if (code < 0)
        printf("0, 0 }\n");
    else
        printf("%s_buffer%d, %s_buffer%d }\n", name, code, name, list);
    if (result > 0 && result < MOST_DESCRIPTORS)
        call_of[result] = calls + 1;
    if (command == BPF_MAP_CREATE) {
        key_size[result] = attributes->key_size;
        value_size[result] = attributes->value_size;
    }
    calls++;
}

// Runs the program until its next system call begins or ends.
static int next_stop(struct user_regs_struct *registers)
{
    int status;
    if (ptrace(PTRACE_SYSCALL, child, 0, 0) || waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status))
        return 0;
    return ptrace(PTRACE_GETREGS, child, 0, registers) == 0;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: record NAME PROGRAM [ARGUMENT...]\n");
        return 2;
    }

    name = argv[1];
    child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        dup2(2, 1);
        execv(argv[2], argv + 2);
        fail(argv[2]);
    }

    int status, programs = 0;
    waitpid(child, &status, 0);
    struct user_regs_struct registers;
    while (next_stop(&registers)) {
        if (registers.orig_rax != SYS_bpf) {
            // The object is loaded. Its first map or program is closed when it is unloaded.
            if (registers.orig_rax == SYS_close && programs && call_of[registers.rdi % MOST_DESCRIPTORS] > 1)
                break;
            next_stop(&registers);
            continue;
        }

        union bpf_attr attributes = { 0 };
        int command = registers.rdi;
        unsigned size = registers.rdx < sizeof(attributes) ? registers.rdx : sizeof(attributes);
        read_memory(registers.rsi, &attributes, size);
        if (!next_stop(&registers))
            break;
        if ((long)registers.rax >= 0) {
            record(command, &attributes, size, registers.rax);
            programs += command == BPF_PROG_LOAD;
        }
    }

    kill(child, 9);
    printf("static const struct call %s_calls[] = {", name);
    for (int i = 0; i < calls; i++)
        printf(" %s_call%d,", name, i);
    printf(" { -1 } };\n");
    return programs == 0;
}
