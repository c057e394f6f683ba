namespace BpfGen;

/// <summary>A program that is attached as a traffic control filter, as the kernel reports it.</summary>
/// <param name="Priority">The order among the filters: lower numbers run first.</param>
/// <param name="Handle">The filter's handle, which is unique within its priority.</param>
/// <param name="ProgramId">The program's id.</param>
/// <param name="Name">
/// The filter's name. For filters that BpfGen attached, it is the program's name in the kernel: at most 15 characters.
/// </param>
public sealed record TcFilter(ushort Priority, uint Handle, uint ProgramId, string Name);
