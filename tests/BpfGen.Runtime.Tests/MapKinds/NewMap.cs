using System;
using BpfGen.Loading;
using BpfGen.Runtime.Tests.Support;

namespace BpfGen.Runtime.Tests.MapKinds;

/// <summary>Creates maps that no object file defines.</summary>
internal static class NewMap
{
    public static T Create<T>(MapType type, uint keySize = 4, uint valueSize = 8, uint maxEntries = 64, uint flags = 0)
        where T : BpfMap, IMapHandle<T>
    {
        Kernel.Required();
        using var loader = new ObjectLoader("test", BitConverter.IsLittleEndian, "");
        return loader.Complete(loader.CreateMap<T>(new("test_map", type, keySize, valueSize, maxEntries) { Flags = flags }));
    }
}
