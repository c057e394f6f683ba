using BpfGen.Generator.Elf;

namespace BpfGen.Generator.Linking;

/// <summary>
/// Tells whether a program gives an undefined symbol to a helper that requires a map. In an object without BTF, nothing else distinguishes
/// a map that is not defined from a load constant (an undefined symbol whose value the load options give).
/// </summary>
internal static class MapArguments
{
    private const byte First = 1;
    private const byte Second = 2;

    /// <param name="image">The object.</param>
    /// <param name="section">The section of the code.</param>
    /// <param name="offset">The offset of the instruction that loads the symbol, in bytes.</param>
    public static bool Receives(ElfImage image, ElfSection section, ulong offset)
    {
        if (section.Data.Length < Instruction.Size || offset > (ulong)(section.Data.Length - Instruction.Size))
        {
            return false;
        }

        var load = At((int)offset);
        for (var next = (int)offset + (2 * Instruction.Size); next + Instruction.Size <= section.Data.Length; next += Instruction.Size)
        {
            image.Effort.Spend();
            var instruction = At(next);
            if (instruction.IsHelperCall)
            {
                return RegisterOf(instruction.Immediate) == load.Destination;
            }

            if (instruction.IsJump || instruction.Destination == load.Destination)
            {
                return false;
            }
        }

        return false;

        Instruction At(int place) => new(image.UInt64(section.Data.Slice(place)), image.IsLittleEndian);
    }

    /// <returns>The register in which a helper expects a map; null if it expects none.</returns>
    private static byte? RegisterOf(int helper) => helper switch
    {
        // These helpers expect a map in their first argument: map_lookup_elem, map_update_elem, map_delete_elem, perf_event_read,
        // current_task_under_cgroup, redirect_map, perf_event_read_value, get_local_storage, map_push_elem, map_pop_elem, map_peek_elem,
        // sk_storage_*, ringbuf_output, ringbuf_reserve, ringbuf_query, inode_storage_*, task_storage_*, for_each_map_elem,
        // map_lookup_percpu_elem, ringbuf_reserve_dynptr, user_ringbuf_drain, cgrp_storage_*
        1 or 2 or 3 or 22 or 37 or 51 or 55 or 81 or 87 or 88 or 89 or 107 or 108 or 130 or 131 or 134 or 145 or 146 or 156 or 157 or 164
            or 195 or 198 or 209 or 210 or 211 => First,

        // These helpers expect a map in their second argument: tail_call, perf_event_output, get_stackid, skb_under_cgroup,
        // sk_redirect_map, sock_map_update, msg_redirect_map, sock_hash_update, msg_redirect_hash, sk_redirect_hash, sk_select_reuseport,
        // skb_output, xdp_output, timer_init
        12 or 25 or 27 or 33 or 52 or 53 or 60 or 70 or 71 or 72 or 82 or 111 or 121 or 169 => Second,
        _ => null,
    };
}
