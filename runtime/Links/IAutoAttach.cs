namespace BpfGen;

/// <summary>A program or map that can attach itself to the hook that its section names.</summary>
public interface IAutoAttach
{
    /// <summary>Whether the section names a hook.</summary>
    bool HasHook { get; }

    /// <summary>Attaches to the hook that the section names.</summary>
    /// <returns>The link. The program or map stays attached until you dispose the link, the program or map, or its object.</returns>
    /// <exception cref="BpfException">The kernel rejected the attachment.</exception>
    /// <exception cref="System.InvalidOperationException">The section names no hook, or the program was not loaded.</exception>
    BpfLink Attach();
}
