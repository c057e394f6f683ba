using System;
using System.Diagnostics.CodeAnalysis;
using BpfGen.Interop;
using BpfGen.Loading;
using BpfGen.Maps;

namespace BpfGen;

/// <summary>
/// Handles of maps that are there already, by the class that they shall have: <c>HashMap&lt;int, ulong&gt;.OpenPinned("/sys/fs/bpf/starts")</c>.
/// </summary>
[SuppressMessage("Design", "CA1000", Justification = "The class that is named is what the map is opened as.")]
public static class BpfMapExtensions
{
    extension<T>(T)
        where T : BpfMap, IMapHandle<T>
    {
        /// <summary>Opens a map that is pinned.</summary>
        /// <param name="path">Its path in a BPF file system: <c>/sys/fs/bpf/my-map</c>.</param>
        /// <exception cref="BpfException">
        /// There is none (<c>ENOENT</c>), what is pinned there is no map of the class's type (<c>EINVAL</c>), or the kernel refuses (<c>BPF_OBJ_GET</c>).
        /// </exception>
        /// <exception cref="InvalidOperationException">Keys or values have another size than the class's types.</exception>
        public static T OpenPinned(string path)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            var subject = $"the map pinned at {path}";
            var map = MapOpening.Open<T>("BPF_OBJ_GET", ObjectPin.Open(path), subject);
            map.PinPath = path;
            return map;
        }

        /// <summary>Opens a map by the number that the kernel knows it by.</summary>
        /// <param name="id">The number, which <see cref="BpfMap.Id"/> gives.</param>
        /// <exception cref="BpfException">
        /// There is none (<c>ENOENT</c>), it is not of the class's type (<c>EINVAL</c>), or the kernel refuses (<c>BPF_MAP_GET_FD_BY_ID</c>).
        /// </exception>
        /// <exception cref="InvalidOperationException">Keys or values have another size than the class's types.</exception>
        public static T OpenById(uint id) => MapOpening.ById<T>(id, $"the map of id {id}");
    }

    extension<T>(T map)
        where T : BpfMap, IMapHandle<T>
    {
        /// <summary>Another handle of the same map, which is disposed for itself: the map is there as long as either is.</summary>
        /// <exception cref="BpfException">The process has too many open files (<c>EMFILE</c>).</exception>
        public T Duplicate()
        {
            ArgumentNullException.ThrowIfNull(map);
            var descriptor = FileDescriptor.TryDuplicate(map.Handle) ?? throw new BpfException("fcntl(F_DUPFD_CLOEXEC)", Errno.Last, $"map '{map.Name}'");
            return T.Create(map.Origin.With(descriptor));
        }
    }
}
