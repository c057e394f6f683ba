using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Errors;
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
[SuppressMessage("Design", "CA1000", Justification = "The type argument of the call is the class of the opened map.")]
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
        /// type (no error number), or the kernel rejected <c>BPF_OBJ_GET</c>.
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
        /// (no error number), or the kernel rejected <c>BPF_MAP_GET_FD_BY_ID</c>.
        /// </exception>
        /// <exception cref="InvalidOperationException">
        /// The size of the map's keys or values differs from the size of the class's types.
        /// </exception>
        public static T OpenById(uint id) => MapOpening.ById<T>(id, $"the map of id {id}");

        /// <summary>
        /// Opens all maps in the kernel that the class supports: <c>BpfMap.OpenAll()</c> opens all maps, <c>RingBuffer.OpenAll()</c> all
        /// ring buffers. The enumeration skips maps whose key or value size differs from the types of the class, and maps that disappear
        /// before they are opened.
        /// </summary>
        /// <returns>The maps, in the order of their ids. Each is opened when you ask for it. Dispose each handle.</returns>
        /// <exception cref="BpfException">
        /// On enumeration: the kernel rejected <c>BPF_MAP_GET_NEXT_ID</c> or <c>BPF_MAP_GET_FD_BY_ID</c>. Both require
        /// <c>CAP_SYS_ADMIN</c>.
        /// </exception>
        public static IEnumerable<T> OpenAll()
        {
            foreach (var map in ObjectIds.OpenAll(BpfCommand.MapGetNextId, BpfCommand.MapGetFdById, "maps", "map"))
            {
                if (MapOpening.TryTake<T>(map) is { } handle)
                {
                    yield return handle;
                }
            }
        }
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

        /// <summary>
        /// Returns another handle of the same map, whose reads and writes hold the spin lock of the value (<c>BPF_F_LOCK</c>, Linux 5.1).
        /// If programs also change the value only while they hold the lock (<c>bpf_spin_lock</c>), neither this process nor a program sees
        /// a half-written value. Disposing one of the two handles disposes both.
        /// </summary>
        /// <remarks>
        /// The value must have a member of type <c>struct bpf_spin_lock</c>. Reads and writes never copy this member. The values of hash
        /// maps, arrays, and storages of sockets, files, threads and cgroups can have a spin lock. <see cref="ArrayMap{TValue}.AsSpan"/>
        /// takes no lock.
        /// </remarks>
        /// <exception cref="ArgumentNullException">The map is null.</exception>
        /// <exception cref="InvalidOperationException">Values of this map type cannot have a spin lock.</exception>
        public T WithLock()
        {
            ArgumentNullException.ThrowIfNull(map);
            return map.Type is MapType.Hash or MapType.Array or MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage
                    or MapType.CgrpStorage
                ? T.Create(map.Origin.Locking())
                : throw new InvalidOperationException(
                    $"Map '{map.Name}' is of type {KindNames.Of(map.Type)}. Its values cannot have a spin lock.");
        }
    }
}
