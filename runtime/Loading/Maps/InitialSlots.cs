using System;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Maps;

namespace BpfGen.Loading;

/// <summary>Writes the initial entries of maps of maps and program arrays.</summary>
internal static unsafe class InitialSlots
{
    public const int NumbersPerSlot = 3;

    /// <summary>Sets an entry of a map. Does nothing if the load options skip the map.</summary>
    /// <exception cref="BpfException">The kernel rejected the entry.</exception>
    /// <exception cref="InvalidOperationException">The load options skip the inner map or program that the entry should hold.</exception>
    public static void Set(FileDescriptor? map, string mapName, int key, FileDescriptor? target, string what, string objectName)
    {
        if (map is null)
        {
            return;
        }

        if (target is null)
        {
            throw new InvalidOperationException(
                $"Load failed for {Describe(mapName, key, what, objectName)}. " +
                $"That {what} was skipped. Set its AutoCreate to true in the options that you pass to Load.");
        }

        using var lease = target.Use();
        var value = lease.Number;
        if (Bpf.Element(BpfCommand.MapUpdateElement, map, &key, &value) is not 0 and var errno)
        {
            var hint = errno is Errno.EINVAL
                ? ProgramArrayConflict.ExplainEntry(map, mapName) ?? $"The {what} has another type or size than the map requires."
                : Hints.ForCapability(errno, Capability.Bpf);
            throw new BpfException("BPF_MAP_UPDATE_ELEM", errno, Describe(mapName, key, what, objectName), hint);
        }
    }

    private static string Describe(string mapName, int key, string what, string objectName) =>
        $"entry {key} of map '{mapName}' of {objectName}, which the object fills with a {what}";
}
