using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfGen.Errors;

/// <summary>Finds the existing names that are most similar to a misspelled name, for an error message.</summary>
internal sealed class NearestNames
{
    private const int Most = 3;

    /// <summary>The maximum length of a compared name in bytes. Longer names exist, but nobody types them by hand.</summary>
    private const int Longest = 128;

    private readonly byte[] _wanted;
    private readonly int _limit;
    private readonly List<string> _found = new(Most);
    private int _least = int.MaxValue;

    public NearestNames(string wanted)
    {
        _wanted = Encoding.UTF8.GetBytes(wanted);
        _limit = _wanted.Length switch { <= 3 => 1, <= 7 => 2, _ => 3 };
    }

    /// <summary>
    /// A sentence with a space before it: <c> Did you mean 'malloc'?</c> Empty if no name is similar to the misspelled name.
    /// </summary>
    public string Question
    {
        get
        {
            if (_found.Count == 0)
            {
                return "";
            }

            var names = new List<string>(Most);
            foreach (var name in _found)
            {
                names.Add($"'{name}'");
            }

            return names.Count == 1
                ? $" Did you mean {names[0]}?"
                : $" Did you mean {string.Join(", ", CollectionsMarshal.AsSpan(names)[..^1])} or {names[^1]}?";
        }
    }

    /// <summary>Compares an existing name with the misspelled name, and keeps it if it is similar enough.</summary>
    public void Offer(string name) => Offer(Encoding.UTF8.GetBytes(name));

    /// <summary>Compares an existing name with the misspelled name, and keeps it if it is similar enough.</summary>
    /// <param name="name">The name, in UTF-8.</param>
    public void Offer(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > Longest || _wanted.Length > Longest)
        {
            return;
        }

        // Count a variant of a name as one difference. Examples are function.part.0, which the compiler makes from a part of a function,
        // and __x64_sys_openat, which has the kernel's prefix for system calls.
        var distance = IsVariant(name) ? 1
            : Math.Abs(name.Length - _wanted.Length) > _limit ? int.MaxValue
            : Distance(name);
        if (distance <= Math.Min(_limit, _least))
        {
            Take(distance, Encoding.UTF8.GetString(name));
        }
    }

    private bool IsVariant(ReadOnlySpan<byte> name) => name.Length > _wanted.Length && _wanted.Length > 3
        && ((name[_wanted.Length] == (byte)'.' && name.StartsWith(_wanted))
            || (name[name.Length - _wanted.Length - 1] == (byte)'_' && name.EndsWith(_wanted)));

    /// <summary>
    /// Keeps a name if no other name has fewer differences from the misspelled name. Ignores a name that it has already kept, because a
    /// list may contain a name twice.
    /// </summary>
    private void Take(int distance, string name)
    {
        if (distance < _least)
        {
            _least = distance;
            _found.Clear();
        }

        if (_found.Count < Most && !_found.Contains(name))
        {
            _found.Add(name);
        }
    }

    /// <summary>
    /// The number of bytes to insert, remove, change, or swap with the next byte, to turn one name into the other. A change between upper
    /// and lower case does not count.
    /// </summary>
    private int Distance(ReadOnlySpan<byte> name)
    {
        Span<byte> before = stackalloc byte[Longest + 2];
        Span<byte> last = stackalloc byte[Longest + 2];
        Span<byte> row = stackalloc byte[Longest + 2];
        for (var i = 0; i <= name.Length; i++)
        {
            last[i] = (byte)i;
        }

        for (var j = 1; j <= _wanted.Length; j++)
        {
            row[0] = (byte)j;
            var least = row[0];
            for (var i = 1; i <= name.Length; i++)
            {
                var isSame = IsSame(name[i - 1], _wanted[j - 1]);
                var best = Math.Min(Math.Min(last[i] + 1, row[i - 1] + 1), last[i - 1] + (isSame ? 0 : 1));
                if (i > 1 && j > 1 && IsSame(name[i - 1], _wanted[j - 2]) && IsSame(name[i - 2], _wanted[j - 1]))
                {
                    best = Math.Min(best, before[i - 2] + 1);
                }

                row[i] = (byte)best;
                least = Math.Min(least, row[i]);
            }

            if (least > _limit)
            {
                return int.MaxValue;
            }

            var free = before;
            before = last;
            last = row;
            row = free;
        }

        return last[name.Length];
    }

    private static bool IsSame(byte a, byte b) => a == b || ((a | 0x20) == (b | 0x20) && (a | 0x20) is >= (byte)'a' and <= (byte)'z');
}
