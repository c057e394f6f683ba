using System;
using BpfGen.Generator.Diagnostics;
using static BpfGen.Generator.Elf.ElfConstants;

namespace BpfGen.Generator.Elf;

/// <summary>The ELF file header: the first 64 bytes of an object file, which contain the position of the section header table.</summary>
/// <param name="Image">The whole file.</param>
/// <param name="SectionHeaders">The offset of the section header table, in bytes.</param>
/// <param name="SectionCount">The number of sections; 0 if it is stored in the first section header.</param>
/// <param name="NamesSection">The index of the section that holds the section names.</param>
internal sealed record ElfHeader(ElfImage Image, ulong SectionHeaders, ushort SectionCount, ushort NamesSection)
{
    public static ElfHeader? Read(byte[] bytes, ProblemList problems)
    {
        ReadOnlySpan<byte> file = bytes;
        if (!file.StartsWith("\u007fELF"u8))
        {
            problems.Add(Rules.NotElf, Describe(file));
            return null;
        }

        if (file.Length < HeaderSize)
        {
            problems.Add(Rules.Malformed, $"the file has {file.Length} bytes, but the ELF header alone has {HeaderSize}");
            return null;
        }

        if (file[4] != ElfClass64)
        {
            problems.Add(Rules.NotBpf, file[4] == 1
                ? "it is a 32-bit ELF file, but eBPF objects are 64-bit"
                : $"its ELF class is {file[4]}, but eBPF objects have class 2 (64-bit)");
            return null;
        }

        if (file[5] is not (DataLittleEndian or DataBigEndian))
        {
            problems.Add(
                Rules.Malformed, $"the byte order in its header is {file[5]}, which is neither 1 (little-endian) nor 2 (big-endian)");
            return null;
        }

        return Read(new ElfImage(bytes, isLittleEndian: file[5] == DataLittleEndian, problems.Effort), file, problems);
    }

    private static ElfHeader? Read(ElfImage image, ReadOnlySpan<byte> file, ProblemList problems)
    {
        var machine = image.UInt16(file.Slice(18));
        if (machine is not (MachineBpf or MachineNone))
        {
            problems.Add(Rules.NotBpf, $"it is compiled for {ElfMachines.Describe(machine)}, not for eBPF (machine {MachineBpf})");
            return null;
        }

        var type = image.UInt16(file.Slice(16));
        if (type != TypeRelocatable)
        {
            problems.Add(Rules.NotBpf, $"its ELF type is {type}, but a compiled eBPF object is relocatable (type 1)");
            return null;
        }

        var entrySize = image.UInt16(file.Slice(58));
        if (entrySize != SectionHeaderSize)
        {
            problems.Add(
                Rules.Malformed, $"its section headers have {entrySize} bytes each, but those of a 64-bit ELF file have "
                    + $"{SectionHeaderSize}");
            return null;
        }

        return new ElfHeader(image, image.UInt64(file.Slice(40)), image.UInt16(file.Slice(60)), image.UInt16(file.Slice(62)));
    }

    private static string Describe(ReadOnlySpan<byte> file)
    {
        const string Fix = ". Compile the eBPF source to an object file with 'clang -target bpf -c'";
        if (file.IsEmpty)
        {
            return "it is empty, or not a regular file" + Fix;
        }

        if (file.StartsWith("BC"u8) && file.Length > 3 && file[2] == 0xc0 && file[3] == 0xde)
        {
            return "it is LLVM bitcode. Compile the eBPF source with 'clang -target bpf -c', without -emit-llvm and -flto";
        }

        if (file.StartsWith("version https://git-lfs"u8))
        {
            return "it is a Git LFS pointer. Fetch the object with 'git lfs pull'";
        }

        return (file.StartsWith("!<arch>"u8) ? "it is an archive of objects" : "it does not start with the ELF magic number") + Fix;
    }
}
