using System;
using System.Collections.Generic;
using System.Threading;

namespace BpfGen.Agent.Cgroups;

/// <summary>Names cgroups by their ids. All members can be used from several threads at a time.</summary>
/// <param name="root">The directory where cgroup 2 is mounted; null if it is not.</param>
/// <param name="time">The clock.</param>
internal sealed class CgroupNames(string? root, TimeProvider time)
{
    private const int MostNames = 10_000;
    private static readonly TimeSpan LeastBetweenWalks = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private Dictionary<ulong, CgroupIdentity> _names = [];
    private ulong _newest;
    private long _lastWalk;
    private bool _hasWalked;

    /// <summary>The number of cgroups that are known.</summary>
    public int Count => _names.Count;

    /// <summary>Returns the identity of a cgroup.</summary>
    /// <param name="id">The id of the cgroup, as eBPF programs see it.</param>
    public CgroupIdentity Find(ulong id)
    {
        if (id == 0)
        {
            return CgroupIdentity.None;
        }

        lock (_gate)
        {
            if (_names.TryGetValue(id, out var known))
            {
                return known;
            }

            var hasWalked = TryWalk();
            if (_names.TryGetValue(id, out known))
            {
                return known;
            }

            // A cgroup that is newer than the last walk is not gone: the next walk finds it. The ids of cgroups only grow.
            if ((hasWalked || id < _newest) && _names.Count < MostNames)
            {
                _names[id] = CgroupIdentity.Gone;
            }

            return CgroupIdentity.Gone;
        }
    }

    // Names of removed cgroups stay for as long as there is room, because their last events may be read after they are gone.
    private bool TryWalk()
    {
        if (root is null || (_hasWalked && time.GetElapsedTime(_lastWalk) < LeastBetweenWalks))
        {
            return false;
        }

        var names = new Dictionary<ulong, CgroupIdentity>();
        CgroupTree.Walk(root, (id, path) =>
        {
            _newest = Math.Max(_newest, id);
            if (names.Count < MostNames)
            {
                names[id] = _names.TryGetValue(id, out var known) && known != CgroupIdentity.Gone ? known : CgroupPath.Parse(path);
            }
        });
        foreach (var (id, name) in _names)
        {
            if (names.Count >= MostNames)
            {
                break;
            }

            names.TryAdd(id, name);
        }

        _names = names;
        _lastWalk = time.GetTimestamp();
        _hasWalked = true;
        return true;
    }
}
