namespace BpfGen;

/// <summary>A program that is a filter of traffic control, as the kernel shows it.</summary>
/// <param name="Priority">The order among the filters: lower ones run first.</param>
/// <param name="Handle">The filter's number among those of its priority.</param>
/// <param name="ProgramId">The program's id.</param>
/// <param name="Name">The name that it was given, which is the program's where BpfGen attached it.</param>
public sealed record TcFilter(ushort Priority, uint Handle, uint ProgramId, string Name);
