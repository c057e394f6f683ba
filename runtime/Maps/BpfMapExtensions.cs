using System;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Host;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// Opens maps that already exist. Call these methods on the class for the map: <c>HashMap&lt;int,
/// ulong&gt;.OpenPinned("/sys/fs/bpf/starts")</c>.
/// </summary>
/// <example>
/// <code>
/// using var starts = HashMap&lt;int, ulong&gt;.OpenPinned("/sys/fs/bpf/starts");
/// foreach (var (processId, time) in starts)
/// {
///     Console.WriteLine($"{processId}: {time} ns");
/// }
/// </code>
/// </example>
[SuppressMessage("Design", "CA1000", Justification = "The class that the call names is the class of the opened map.")]
public static class BpfMapExtensions
{
    extension<T>(T)
        where T : BpfMap, IMapHandle<T>
    {
        /// <summary>Opens a pinned map.</summary>
        /// <param name="path">The path in a BPF file system, such as <c>/sys/fs/bpf/my-map</c>.</param>
        /// <returns>A new handle. Dispose it when you no longer need it.</returns>
        /// <exception cref="ArgumentException"><paramref name="path"/> is null, empty or relative.</exception>
        /// <exception cref="BpfException">
        /// The path does not exist (<c>ENOENT</c>), the object is not a map of the class's
        /// type (<c>EINVAL</c>), or the kernel rejected <c>BPF_OBJ_GET</c>.
        /// </exception>
        /// <exception cref="InvalidOperationException">
        /// The size of the map's keys or values differs from the size of the class's types.
        /// </exception>
        public static T OpenPinned(string path)
        {
            _ = PinPaths.Checked(path, nameof(path));
            var subject = $"the map pinned at {path}";
            var map = MapOpening.Open<T>("BPF_OBJ_GET", ObjectPin.Open(path), subject);
            map.PinPath = path;
            return map;
        }

        /// <summary>Opens a map by its id in the kernel.</summary>
        /// <param name="id">The id: see <see cref="BpfMap.Id"/>.</param>
        /// <returns>A new handle. Dispose it when you no longer need it.</returns>
        /// <exception cref="BpfException">
        /// The id does not exist (<c>ENOENT</c>), the map is not of the class's type
        /// (<c>EINVAL</c>), or the kernel rejected <c>BPF_MAP_GET_FD_BY_ID</c>.
        /// </exception>
        /// <exception cref="InvalidOperationException">
        /// The size of the map's keys or values differs from the size of the class's types.
        /// </exception>
        public static T OpenById(uint id) => MapOpening.ById<T>(id, $"the map of id {id}");
    }

    extension<T>(T map)
        where T : BpfMap, IMapHandle<T>
    {
        /// <summary>Returns a second, independent handle of the same map. The map stays alive while one of the handles is open.</summary>
        /// <exception cref="ArgumentNullException">The map is null.</exception>
        /// <exception cref="BpfException">The process has too many open files (<c>EMFILE</c>).</exception>
        public T Duplicate()
        {
            ArgumentNullException.ThrowIfNull(map);
            var descriptor = FileDescriptor.TryDuplicate(map.Handle)
                ?? throw new BpfException("fcntl(F_DUPFD_CLOEXEC)", Errno.Last, $"map '{map.Name}'");
            return T.Create(map.Origin.With(descriptor));
        }
    }
}
