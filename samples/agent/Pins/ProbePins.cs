using System;
using System.Collections.Generic;
using System.IO;
using BpfGen.Agent.Options;
using BpfGen.Loading;
using Microsoft.Extensions.Logging;

namespace BpfGen.Agent.Pins;

/// <summary>
/// Attaches the programs of a probe. With the option Pin, it pins links, programs and maps: they keep counting while the agent is not
/// running, and the next agent takes them over.
/// </summary>
/// <typeparam name="T">The generated class of the object.</typeparam>
internal sealed class ProbePins<T>(AgentOptions options, ILogger<ProbePins<T>> logger) : IDisposable
    where T : class
{
    private readonly List<IDisposable> _opened = [];
    private readonly List<BpfProgram> _attached = [];
    private volatile BpfProgram[] _published = [];

    /// <summary>The directory of this probe's pins; null if nothing is pinned.</summary>
    public string? Folder { get; } = options.Pin is null ? null : $"{options.Pin}/{typeof(T).Name}";

    /// <summary>The programs that are attached: those of this process, or those that an earlier agent pinned.</summary>
    public IReadOnlyList<BpfProgram> Attached => _published;

    /// <summary>Returns where a map is pinned.</summary>
    /// <param name="map">The name of the map.</param>
    /// <returns>The path; null if nothing is pinned.</returns>
    public string? Map(string map) => Folder is null ? null : $"{Folder}/map_{map}";

    /// <summary>Prepares for a new attempt to load the object.</summary>
    public void Begin()
    {
        Dispose();
        if (Folder is not null)
        {
            _ = Directory.CreateDirectory(Folder);
        }
    }

    /// <summary>Attaches a program, or takes over the link that an earlier agent pinned if its program is the same.</summary>
    /// <param name="program">The loaded program.</param>
    /// <param name="attach">Attaches it.</param>
    public BpfLink Attach<TProgram>(TProgram program, Func<TProgram, BpfLink> attach)
        where TProgram : BpfProgram, IProgramHandle<TProgram>
    {
        if (Folder is null)
        {
            return Add(program, attach(program));
        }

        string linkPath = $"{Folder}/link_{program.Name}", programPath = $"{Folder}/program_{program.Name}";
        var hasLink = File.Exists(linkPath);
        if (hasLink && File.Exists(programPath))
        {
            var pinned = BpfProgramExtensions.OpenPinned<TProgram>(programPath);
            _opened.Add(pinned);
            if (pinned.GetInfo().Tag == program.GetInfo().Tag)
            {
                PinLog.TakenOver(logger, program.Name, linkPath);
                return Add(pinned, KernelLink.OpenPinned(linkPath));
            }
        }

        // The new program is attached before the old one is detached. In between, both count an event, but no event is missing.
        var link = attach(program);
        File.Delete(linkPath);
        File.Delete(programPath);
        if (link is KernelLink kernelLink)
        {
            program.Pin(programPath);
            kernelLink.Pin(linkPath);
        }
        else
        {
            PinLog.NotPinned(logger, program.Name);
        }

        return Add(program, link);
    }

    public void Dispose()
    {
        _published = [];
        _attached.Clear();
        _opened.ForEach(program => program.Dispose());
        _opened.Clear();
    }

    private BpfLink Add(BpfProgram program, BpfLink link)
    {
        _attached.Add(program);
        _published = [.. _attached];
        return link;
    }
}
