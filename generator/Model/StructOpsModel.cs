using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A struct of functions that an object gives the kernel.</summary>
/// <param name="TypeName">The name of the kernel's struct.</param>
/// <param name="Members">What of the object's struct has a place in the kernel's: the functions that are set, and everything that is no pointer.</param>
internal sealed record StructOpsModel(string TypeName, EquatableArray<StructOpsMember> Members);

/// <summary>A member of such a struct.</summary>
/// <param name="Name">Its name, by which the kernel's is found.</param>
/// <param name="Kind">The kind of its type (<c>BTF_KIND_…</c>), which the kernel's has to be of as well.</param>
/// <param name="Offset">Where it stands in the object's struct, in bytes.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Program">For a function: the index of the program in <see cref="ObjectModel.Programs"/>.</param>
/// <param name="IsBitField">It has no place of whole bytes.</param>
internal readonly record struct StructOpsMember(string Name, int Kind, int Offset, int Size, int? Program, bool IsBitField);
