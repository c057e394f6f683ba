using BpfGen.Generator.Collections;

namespace BpfGen.Generator.Model;

/// <summary>A struct of callbacks that an object registers with the kernel (struct_ops).</summary>
/// <param name="TypeName">The name of the struct in the kernel.</param>
/// <param name="Members">
/// The members to copy into the kernel's struct: callbacks that are set, and all members that are not pointers.
/// </param>
internal sealed record StructOpsModel(string TypeName, EquatableArray<StructOpsMember> Members);

/// <summary>A member of a struct_ops struct.</summary>
/// <param name="Name">The member's name. The member of the same name in the kernel's struct receives the value.</param>
/// <param name="Kind">The <c>BTF_KIND_…</c> of the member's type. The kernel's member must have the same kind.</param>
/// <param name="Offset">The member's offset in the object's struct, in bytes.</param>
/// <param name="Size">The member's size in bytes.</param>
/// <param name="Program">For a callback: the index of its program in <see cref="ObjectModel.Programs"/>.</param>
/// <param name="IsBitField">Whether the member is a bit field.</param>
internal readonly record struct StructOpsMember(string Name, int Kind, int Offset, int Size, int? Program, bool IsBitField);
