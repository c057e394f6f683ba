//! The same program and map as in probe.bpf.c, written in Zig.
//!
//! Zig refers to the map by its section, and clang by its symbol. This object has no license, so the build sets it (BpfLicense).

const MapDef = extern struct {
    type: u32,
    key_size: u32,
    value_size: u32,
    max_entries: u32,
    map_flags: u32,
};

export var events linksection("maps") = MapDef{
    .type = 4,
    .key_size = 4,
    .value_size = 4,
    .max_entries = 256,
    .map_flags = 0,
};

const bpf_ktime_get_ns: *align(1) const fn () callconv(.c) u64 = @ptrFromInt(5);
const bpf_perf_event_output: *align(1) const fn (ctx: *anyopaque, map: *const anyopaque, flags: u64, data: *const anyopaque, size: u64) callconv(.c) i64 = @ptrFromInt(25);

export fn bpf_prog(ctx: *anyopaque) linksection("socket1") c_int {
    var time = bpf_ktime_get_ns();
    _ = bpf_perf_event_output(ctx, &events, 0xffffffff, &time, @sizeOf(u64));
    return 0;
}
