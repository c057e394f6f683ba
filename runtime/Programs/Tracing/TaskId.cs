using System;

namespace BpfGen.Programs;

/// <summary>
/// Checks ids of processes and threads. System calls give 0 and negative ids other meanings: the calling process, the calling thread, or
/// all processes.
/// </summary>
internal static class TaskId
{
    /// <returns>The id.</returns>
    /// <exception cref="ArgumentException">The id is zero or negative.</exception>
    public static int? Checked(int? id, string parameter) => id is null or > 0 ? id : throw new ArgumentException(
        $"The id of a process or thread must be greater than 0, but {parameter} is {id}. "
        + "For the calling process, use Environment.ProcessId. For all processes or threads, use null.");
}
