using BpfGen.KernelFacts;

namespace BpfGen.Generator.Model;

/// <summary>The architecture and byte order for which one of several objects of a source is compiled.</summary>
/// <param name="Architecture">The architecture, as in <c>__TARGET_ARCH_x86</c>; null if the object does not name one.</param>
/// <param name="IsLittleEndian">The byte order; null if the object does not name one.</param>
internal sealed record ObjectVariant(string? Architecture, bool? IsLittleEndian)
{
    /// <summary>The architecture, if BpfGen knows it; null if the object names only a byte order.</summary>
    public TargetArchitecture? Target => Architecture is { } name ? TargetArchitecture.Find(name) : null;

    /// <summary>The name for messages, as in a RuntimeIdentifier: <c>x64</c>.</summary>
    public string DisplayName => Target?.Runtime ?? (IsLittleEndian is false ? "big-endian machines" : "little-endian machines");

    /// <summary>The C# name of the nested class for the parts of only this object: <c>Arm64</c>.</summary>
    public string ClassName => Target?.Architecture.ToString() ?? (IsLittleEndian is false ? "BigEndian" : "LittleEndian");

    /// <summary>The place in the order of a class: the architectures first, so that a byte order stands for all others.</summary>
    public int Order
    {
        get
        {
            for (var i = 0; i < TargetArchitecture.All.Count; i++)
            {
                if (TargetArchitecture.All[i].Macro == Architecture)
                {
                    return i;
                }
            }

            return TargetArchitecture.All.Count + (IsLittleEndian is false ? 1 : 0);
        }
    }
}

/// <summary>One of several objects that are one class.</summary>
/// <param name="Path">The path of the object.</param>
/// <param name="Variant">The architecture and byte order that it is for.</param>
internal sealed record PlannedVariant(string Path, ObjectVariant Variant);
