namespace BpfGen.Programs;

/// <summary>
/// A loaded object. The handles of its programs refer to this instance, so that an attached program keeps the object's maps open, even if
/// the application no longer refers to the object. Otherwise, for instance, the kernel would empty a program array when its last file
/// descriptor is closed.
/// </summary>
internal sealed class LoadedObject
{
    /// <summary>The instance of the generated class; null until the load is complete.</summary>
    public object? Instance { get; set; }
}
