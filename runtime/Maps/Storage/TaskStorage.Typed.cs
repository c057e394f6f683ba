using BpfGen.Errors;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>A value for each thread (<c>BPF_MAP_TYPE_TASK_STORAGE</c>, Linux 5.11), which goes with it.</summary>
/// <remarks>The owner is a thread, named by the id of the process whose first one it is, or by a <c>pidfd</c>.</remarks>
/// <typeparam name="T">The type of the values, laid out as the program has it.</typeparam>
public sealed class TaskStorage<T> : LocalStorage<T>, IMapHandle<TaskStorage<T>>
    where T : unmanaged
{
    internal TaskStorage(LoadedMap map)
        : base(map)
    {
    }

    /// <summary>Reads the value of a thread.</summary>
    /// <param name="processId">The process's id, as this process sees it: its first thread is meant.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether it has one.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>ESRCH</c> where there is no such process.</exception>
    public bool TryGetValue(int processId, out T value)
    {
        using var owner = ProcessDescriptor.Open(processId, $"map '{Name}' ({KindNames.Of(Type)})");
        return TryGetValue(owner, out value);
    }

    /// <summary>Writes the value of a thread.</summary>
    /// <param name="processId">The process's id, as this process sees it: its first thread is meant.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether it may, must or must not have one.</param>
    /// <returns>False where the mode forbids it.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>ESRCH</c> where there is no such process.</exception>
    public bool Update(int processId, T value, UpdateMode mode = UpdateMode.Any)
    {
        using var owner = ProcessDescriptor.Open(processId, $"map '{Name}' ({KindNames.Of(Type)})");
        return Update(owner, value, mode);
    }

    /// <summary>Takes the value of a thread away.</summary>
    /// <param name="processId">The process's id, as this process sees it: its first thread is meant.</param>
    /// <returns>Whether it had one.</returns>
    /// <exception cref="BpfException">The kernel refuses: <c>ESRCH</c> where there is no such process.</exception>
    public bool Remove(int processId)
    {
        using var owner = ProcessDescriptor.Open(processId, $"map '{Name}' ({KindNames.Of(Type)})");
        return Remove(owner);
    }

    static TaskStorage<T> IMapHandle<TaskStorage<T>>.Create(LoadedMap map) => new(map);

    static bool IMapHandle<TaskStorage<T>>.Takes(MapType type) => type == MapType.TaskStorage;
}
