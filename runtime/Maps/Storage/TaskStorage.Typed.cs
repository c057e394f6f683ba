using BpfGen.Errors;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// A map with one value for each thread (<c>BPF_MAP_TYPE_TASK_STORAGE</c>, Linux 5.11). When a thread ends, the kernel removes its value,
/// too.
/// </summary>
/// <remarks>The owner of a value is a thread. Pass a process id, which stands for the process's main thread, or a <c>pidfd</c>.</remarks>
/// <typeparam name="T">The type of the values, with the same layout as in the eBPF program.</typeparam>
public sealed class TaskStorage<T> : LocalStorage<T>, IMapHandle<TaskStorage<T>>
    where T : unmanaged
{
    internal TaskStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Reads the value of a process's main thread.</summary>
    /// <param name="processId">The process id, as seen by this process.</param>
    /// <param name="value">A copy of the value; <c>default</c> if the thread has none.</param>
    /// <returns>True if the owner has a value; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>ESRCH</c> if no process has this id.</exception>
    public bool TryGetValue(int processId, out T value)
    {
        using var owner = ProcessDescriptor.Open(processId, $"map '{Name}' ({KindNames.Of(Type)})");
        return TryGetValue(owner, out value);
    }

    /// <summary>Writes the value of a process's main thread.</summary>
    /// <param name="processId">The process id, as seen by this process.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the owner's value may, must or must not exist.</param>
    /// <returns>False if <paramref name="mode"/> did not allow the write: see <see cref="UpdateMode"/>.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>ESRCH</c> if no process has this id.</exception>
    public bool Update(int processId, T value, UpdateMode mode = UpdateMode.Any)
    {
        using var owner = ProcessDescriptor.Open(processId, $"map '{Name}' ({KindNames.Of(Type)})");
        return Update(owner, value, mode);
    }

    /// <summary>Removes the value of a process's main thread.</summary>
    /// <param name="processId">The process id, as seen by this process.</param>
    /// <returns>True if the owner had a value; otherwise false.</returns>
    /// <exception cref="BpfException">The kernel rejected the command: <c>ESRCH</c> if no process has this id.</exception>
    public bool Remove(int processId)
    {
        using var owner = ProcessDescriptor.Open(processId, $"map '{Name}' ({KindNames.Of(Type)})");
        return Remove(owner);
    }

    /// <summary>Creates a task storage without an object file.</summary>
    /// <param name="options">The name, flags, NUMA node and pin; null for none.</param>
    /// <returns>The new map. Dispose it when you no longer need it.</returns>
    /// <exception cref="BpfException">
    /// The kernel rejected the map, or a map of another type or size is pinned at the path in the options.
    /// </exception>
    public static TaskStorage<T> Create(MapCreateOptions? options = null) =>
        MapCreation.Create<TaskStorage<T>, int, T>(MapType.TaskStorage, maxEntries: 0, options, MapCreation.FlagNoPreallocation);

    static TaskStorage<T> IMapHandle<TaskStorage<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<TaskStorage<T>>.Takes(MapType type) => type == MapType.TaskStorage;
}
