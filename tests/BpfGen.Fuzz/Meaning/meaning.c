// Says what libbpf would load of objects: for each path at standard input, the maps and the relocated instructions of the programs. It loads nothing: the
// relocation is complete before libbpf creates the first map, so it does not matter if the kernel then refuses a map.
//
//   map NAME TYPE KEY-SIZE VALUE-SIZE ENTRIES FLAGS HASH-OF-DATA
//   program NAME TYPE ATTACH-TYPE INSTRUCTION...
//   refused STEP: REASON                   instead of these lines
//   end
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// The first warning, which names the reason of a refusal.
static char warning[300];

static int keep(enum libbpf_print_level level, const char *format, va_list arguments)
{
    if (level == LIBBPF_WARN && !warning[0]) {
        vsnprintf(warning, sizeof(warning), format, arguments);
        warning[strcspn(warning, "\n")] = 0;
    }
    return 0;
}

// FNV-1a. The data of a map may be longer than that of its section, so zeros at the end do not count.
static uint64_t hash(const unsigned char *data, size_t size)
{
    uint64_t hash = 14695981039346656037u;
    while (size > 0 && data[size - 1] == 0)
        size--;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * 1099511628211u;
    return hash;
}

// The name of the section for a map of global variables, which libbpf prefixes with the name of the object.
static const char *name_of(const struct bpf_map *map, const char *object)
{
    const char *name = bpf_map__name(map);
    size_t length = strlen(object);
    return bpf_map__is_internal(map) && strncmp(name, object, length) == 0 && name[length] == '.' ? name + length : name;
}

static void print_map(struct bpf_map *map, const char *object)
{
    size_t size = 0;
    const void *data = bpf_map__is_internal(map) ? bpf_map__initial_value(map, &size) : NULL;
    printf("map %s %u %u %u %u %u %llx\n", name_of(map, object), bpf_map__type(map), bpf_map__key_size(map), bpf_map__value_size(map),
           bpf_map__max_entries(map), bpf_map__map_flags(map), data ? (unsigned long long)hash(data, size) : 0ull);

    // A map of many entries would only cost memory.
    if (bpf_map__max_entries(map) > 65536)
        bpf_map__set_max_entries(map, 4096);
}

static void print_instruction(const struct bpf_object *object, const struct bpf_insn *instruction, const char *name)
{
    uint64_t bits;
    struct bpf_map *map;
    memcpy(&bits, instruction, sizeof(bits));
    if (instruction->code == 0x18 && (instruction->src_reg == BPF_PSEUDO_MAP_FD || instruction->src_reg == BPF_PSEUDO_MAP_VALUE)) {
        bpf_object__for_each_map(map, object) {
            if (bpf_map__fd(map) == instruction->imm) {
                printf(" %llx:%s", (unsigned long long)(bits & 0xffffffff), name_of(map, name));
                return;
            }
        }
    }
    printf(" %llx", (unsigned long long)bits);
}

static void describe(const char *path)
{
    warning[0] = 0;
    LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "m");
    struct bpf_object *object = bpf_object__open_file(path, &options);
    struct bpf_program *program;
    struct bpf_map *map;
    if (!object) {
        printf("refused open: %s\n", warning);
        return;
    }

    bpf_object__for_each_map(map, object)
        print_map(map, "m");

    // Programs that are not loaded by default are relocated, too.
    bpf_object__for_each_program(program, object)
        bpf_program__set_autoload(program, true);
    int error = bpf_object__prepare(object);
    if (error)
        printf("refused prepare: %d, %s\n", error, warning);
    bpf_object__for_each_program(program, object) {
        const struct bpf_insn *instructions = bpf_program__insns(program);
        size_t count = bpf_program__insn_cnt(program);
        printf("program %s %u %u", bpf_program__name(program), bpf_program__type(program), bpf_program__expected_attach_type(program));
        for (size_t i = 0; i < count; i++)
            print_instruction(object, &instructions[i], "m");
        putchar('\n');
    }
    bpf_object__close(object);
}

int main(void)
{
    char path[4096];
    libbpf_set_print(keep);
    while (fgets(path, sizeof(path), stdin)) {
        path[strcspn(path, "\n")] = 0;
        describe(path);
        puts("end");
        fflush(stdout);
    }
    return 0;
}
