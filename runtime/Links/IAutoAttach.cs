namespace BpfGen;

/// <summary>What can attach itself to the hook that its section names.</summary>
public interface IAutoAttach
{
    /// <summary>Whether the section says where.</summary>
    bool HasHook { get; }

    /// <summary>Attaches to the hook that the section names.</summary>
    /// <returns>The link; disposing it takes the program off the hook.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    /// <exception cref="System.InvalidOperationException">The section does not say where.</exception>
    BpfLink Attach();
}
