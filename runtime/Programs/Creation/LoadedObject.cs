namespace BpfGen.Programs;

/// <summary>
/// A loaded object. Its programs refer to it, so that an attached program keeps the object's maps alive, even if the rest of your program
/// has dropped the object: closing the last descriptor of a program array, for instance, empties it.
/// </summary>
internal sealed class LoadedObject
{
    /// <summary>The instance of the generated class; null until the load is complete.</summary>
    public object? Instance { get; set; }
}
