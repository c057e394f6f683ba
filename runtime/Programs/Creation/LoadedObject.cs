namespace BpfGen.Programs;

/// <summary>
/// A loaded object. Its programs refer to it, so that an attached program keeps the object's maps alive, even if your application no longer
/// refers to the object. Closing the last descriptor of a program array, for instance, would empty the array.
/// </summary>
internal sealed class LoadedObject
{
    /// <summary>The instance of the generated class; null until the load is complete.</summary>
    public object? Instance { get; set; }
}
