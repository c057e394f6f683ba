using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using BpfGen.Interop;
using BpfGen.Loading;

namespace BpfGen.KernelConfig;

/// <summary>Writes values of the kernel's configuration into <c>__kconfig</c> variables.</summary>
internal readonly ref struct ConfigWriter(
    Span<byte> data, string objectName, List<(ConfigVariable Variable, BpfException Failure)> missing)
{
    private const string Fix = "Set the value in the load options, or declare the variable __weak: then it is zero.";
    private const ulong TristateYes = 1;
    private const ulong TristateModule = 2;
    private readonly Span<byte> _data = data;

    /// <param name="values">The variables.</param>
    /// <param name="size">The size of the section with the variables, in bytes.</param>
    /// <param name="given">
    /// The values that the load options set in place of the kernel's values; null for none. The kernel's configuration is read only if
    /// another variable needs it.
    /// </param>
    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="missing">
    /// Receives the variables that have no value: the kernel's configuration does not set a required option, or the value does not fit.
    /// </param>
    /// <returns>The bytes of the section.</returns>
    public static byte[] Write(
        ReadOnlySpan<ConfigVariable> values,
        int size,
        IConfigOverrides? given,
        string objectName,
        List<(ConfigVariable Variable, BpfException Failure)> missing)
    {
        var data = new byte[size];
        var writer = new ConfigWriter(data, objectName, missing);
        var options = new Dictionary<string, ConfigVariable>(StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (given is not null && given.OverrideOf(i) is { IsEmpty: false } bytes)
            {
                bytes.CopyTo(data.AsSpan(value.Offset, value.Size));
            }
            else if (value.Name.StartsWith("CONFIG_", StringComparison.Ordinal))
            {
                options.Add(value.Name, value);
            }
            else if (VirtualOptions.Find(value.Name, objectName) is { } number)
            {
                writer.WriteNumber(value, number, number.ToString(CultureInfo.InvariantCulture));
            }
            else if (!value.IsOptional || !value.Name.StartsWith("LINUX_", StringComparison.Ordinal))
            {
                writer.AddMissing(
                    value, "The name is neither an option of the kernel's configuration (CONFIG_…) nor a value that BpfGen provides.");
            }
        }

        if (options.Count > 0)
        {
            writer.WriteOptions(options);
        }

        return data;
    }

    private void WriteOptions(Dictionary<string, ConfigVariable> options)
    {
        try
        {
            var lines = ConfigFile.TryOpen();
            foreach (var line in lines ?? [])
            {
                var end = line.IndexOf('=', StringComparison.Ordinal);
                if (end > 0 && options.Remove(line[..end], out var value))
                {
                    WriteOption(value, line[(end + 1)..]);
                    if (options.Count == 0)
                    {
                        return;
                    }
                }
            }

            foreach (var value in options.Values)
            {
                if (!value.IsOptional)
                {
                    AddMissing(value, lines is null
                        ? "The kernel's configuration was not found in /proc/config.gz or /boot/config-$(uname -r). " + Fix
                        : "The kernel's configuration does not set the option. " + Fix);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Do not use exception.Message: NativeAOT applications may omit .NET's message texts (UseSystemResourceKeys).
            foreach (var value in options.Values)
            {
                if (exception is InvalidDataException)
                {
                    AddMissing(value, "The kernel's configuration in /proc/config.gz is damaged. " + Fix);
                    continue;
                }

                const string Reason = "The kernel's configuration in /proc/config.gz or /boot/config-$(uname -r) cannot be read. " + Fix;
                missing.Add((value, Errno.Of(exception) is { } errno
                    ? new BpfException("read", errno, $"variable '{value.Name}' of {objectName}", Reason)
                    : new BpfException("Load", $"variable '{value.Name}' of {objectName}", Reason)));
            }
        }
    }

    private void WriteOption(in ConfigVariable value, string text)
    {
        switch (text)
        {
            case ['y' or 'n' or 'm', ..]:
                WriteLetter(value, text);
                break;

            case ['"', .., '"'] when value.Kind == ConfigKind.Text:
                WriteText(value, text[1..^1]);
                break;

            case not ['"', ..] when value.Kind is ConfigKind.Number or ConfigKind.Character && TryParse(text, out var number):
                WriteNumber(value, number, text);
                break;

            default:
                AddUnfit(value, text);
                break;
        }
    }

    private void WriteLetter(in ConfigVariable value, string text)
    {
        var letter = text[0];
        ulong? number = value.Kind switch
        {
            ConfigKind.Boolean when letter != 'm' => letter == 'y' ? 1ul : 0,
            ConfigKind.Tristate => letter switch { 'y' => TristateYes, 'm' => TristateModule, _ => 0 },
            ConfigKind.Character => letter,
            _ => null,
        };
        if (number is { } known)
        {
            Store(value, known);
        }
        else
        {
            AddUnfit(value, text);
        }
    }

    private void WriteNumber(in ConfigVariable value, ulong number, string text)
    {
        var isOfKind = value.Kind is ConfigKind.Number or ConfigKind.Character || (value.Kind == ConfigKind.Boolean && number <= 1);
        if (!isOfKind || !Fits(value, number))
        {
            AddUnfit(value, text);
        }
        else
        {
            Store(value, number);
        }
    }

    /// <summary>Writes a string. A string that is too long is cut off; the variable always ends with a zero byte.</summary>
    private void WriteText(in ConfigVariable value, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, value.Size - 1)).CopyTo(_data[value.Offset..]);
    }

    private static bool Fits(in ConfigVariable value, ulong number)
    {
        var bits = value.Size * 8;
        return bits == 64 || (value.IsSigned ? unchecked(number + (1ul << (bits - 1))) < 1ul << bits : number >> bits == 0);
    }

    private void Store(in ConfigVariable value, ulong number)
    {
        var place = _data[value.Offset..];
        switch (value.Size)
        {
            case 1:
                place[0] = (byte)number;
                break;

            case 2:
                MemoryMarshal.Write(place, (ushort)number);
                break;

            case 4:
                MemoryMarshal.Write(place, (uint)number);
                break;

            default:
                MemoryMarshal.Write(place, number);
                break;
        }
    }

    /// <summary>
    /// Parses a number as in C: decimal, hexadecimal with 0x, or octal with 0. A negative number becomes its two's complement.
    /// </summary>
    private static bool TryParse(string text, out ulong number)
    {
        var digits = text.AsSpan();
        var isNegative = digits is ['-', ..];
        digits = isNegative ? digits[1..] : digits;
        var isNumber = digits switch
        {
            ['0', 'x' or 'X', .. var hexadecimal] =>
                ulong.TryParse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number),
            ['0', .. var octal] => TryParseOctal(octal, out number),
            _ => ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number),
        };
        number = isNegative ? unchecked(0 - number) : number;
        return isNumber;
    }

    private static bool TryParseOctal(ReadOnlySpan<char> digits, out ulong number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || number >> 61 != 0)
            {
                return false;
            }

            number = (number << 3) | (uint)(digit - '0');
        }

        return true;
    }

    private void AddMissing(in ConfigVariable value, string reason) =>
        missing.Add((value, new BpfException("Load", $"variable '{value.Name}' of {objectName}", reason)));

    private void AddUnfit(in ConfigVariable value, string text) => AddMissing(
        value,
        $"The kernel's value is {text}, but a variable of kind {value.Kind} with {value.Size} bytes cannot hold it. "
        + "Declare the variable with another type.");
}
