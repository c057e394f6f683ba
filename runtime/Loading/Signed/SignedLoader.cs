using System;
using System.Globalization;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.KernelFacts;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Loads and runs the loader program of a signed object. The program creates the maps and programs, and this class owns them until the
/// handles take them.
/// </summary>
internal sealed unsafe class SignedLoader : IDisposable
{
    private const uint FlagSleepable = 1 << 4;
    private const uint LogOfVerifier = 1;

    /// <summary>The capabilities that every load of a signed object needs.</summary>
    private static ulong Needed => CapabilityTable.WithBpf("PERFMON"u8);

    private readonly string _objectName;
    private readonly FileDescriptor?[] _maps;
    private readonly FileDescriptor?[] _programs;
    private readonly int _symbols;
    private LoaderStep _step;
    private int _subject;
    private int _errno;
    private string _log = "";

    /// <param name="objectName">The object's name, for messages.</param>
    /// <param name="maps">The count of its maps, with templates of inner maps.</param>
    /// <param name="programs">The count of its programs, with those that are not loaded.</param>
    /// <param name="symbols">The count of kernel symbols that the program finds.</param>
    public SignedLoader(string objectName, int maps, int programs, int symbols)
    {
        _objectName = objectName;
        _maps = new FileDescriptor?[maps];
        _programs = new FileDescriptor?[programs];
        _symbols = symbols;
    }

    /// <summary>
    /// Runs the program. A failure of a map or program is thrown when its handle takes it, because only the handle knows its name.
    /// </summary>
    /// <param name="code">The program.</param>
    /// <param name="keyring">The keyring with the certificate; null to run the program without checking its signature.</param>
    /// <exception cref="BpfException">The signature is wrong, or the kernel rejected something that is no map or program.</exception>
    public void Run(in SignedCode code, BpfKeyring? keyring)
    {
        using var data = Open(code, keyring, out var program);
        using (program)
        {
            Run(program, MemoryMarshal.AsBytes(code.Data));
        }
    }

    /// <summary>Returns the file descriptor of a map, which the caller then owns.</summary>
    /// <exception cref="BpfException">The kernel rejected the map.</exception>
    public FileDescriptor? TakeMap(int index, MapDefinition definition)
    {
        ThrowIfRefused(index, definition);
        return Take(_maps, index);
    }

    /// <summary>Throws if the program failed at a map.</summary>
    /// <exception cref="BpfException">The kernel rejected the map.</exception>
    public void ThrowIfRefused(int index, MapDefinition definition)
    {
        if (_errno != 0 && _subject == index
            && _step is LoaderStep.CreateMap or LoaderStep.WriteValues or LoaderStep.Freeze or LoaderStep.FillMap
                or LoaderStep.FillProgramArray)
        {
            var command = _step == LoaderStep.CreateMap ? "BPF_MAP_CREATE"
                : _step == LoaderStep.Freeze ? "BPF_MAP_FREEZE" : "BPF_MAP_UPDATE_ELEM";
            throw new BpfException(
                command,
                _errno,
                Maps.MapFactory.Describe(definition, _objectName),
                _step == LoaderStep.CreateMap ? Hints.ForMap(_errno, definition.Type, definition.Flags) : Hints.Common(_errno));
        }
    }

    /// <summary>Returns the file descriptor of a map, which this instance keeps.</summary>
    public FileDescriptor? Peek(int map) => _maps[map];

    /// <summary>Returns the file descriptor of a program, which the caller then owns; null if the program is not loaded.</summary>
    /// <exception cref="VerifierException">The verifier rejected the program.</exception>
    /// <exception cref="BpfException">The kernel rejected the program before verification.</exception>
    public FileDescriptor? TakeProgram(int index, ProgramDefinition definition)
    {
        if (_errno != 0 && _step == LoaderStep.LoadProgram && _subject == index)
        {
            var subject = ProgramFactory.Describe(definition, _objectName);
            throw ProgramFactory.IsOfVerifier(_errno, _log)
                ? new VerifierException(_errno, subject, _log, VerifierLog.Read(_log, default, types: null, kernel: []), hint: null)
                : new BpfException(
                    "BPF_PROG_LOAD",
                    _errno,
                    subject,
                    Hints.ForProgram(_errno, definition.Type, definition.Flags, definition.ExpectedAttachType));
        }

        return Take(_programs, index);
    }

    /// <summary>Throws if the program failed, and no handle has thrown the failure.</summary>
    /// <exception cref="BpfException">The program failed.</exception>
    public void ThrowIfFailed()
    {
        if (_errno != 0)
        {
            throw Failure("BPF_PROG_TEST_RUN", _errno, $"It failed at step {(int)_step} ({_subject}).");
        }
    }

    /// <summary>Closes what no handle has taken.</summary>
    public void Dispose()
    {
        Close(_maps);
        Close(_programs);
    }

    private static FileDescriptor? Take(FileDescriptor?[] all, int index)
    {
        var taken = all[index];
        all[index] = null;
        return taken;
    }

    private static void Close(FileDescriptor?[] all)
    {
        foreach (ref var descriptor in all.AsSpan())
        {
            descriptor?.Dispose();
            descriptor = null;
        }
    }

    /// <summary>Creates the map with the data, and loads the program in the form that this kernel verifies.</summary>
    private FileDescriptor Open(in SignedCode code, BpfKeyring? keyring, out FileDescriptor program)
    {
        // Try the form of this kernel's version first. Distributions backport changes, so the version does not decide.
        var signsData = keyring is null || RunningKernel.Version >= FirstKernels.SignedData;
        var first = TryOpen(code, keyring, signsData, out var opened, out var failure);
        if (first is null && keyring is not null && failure!.Errno == Errno.EKEYREJECTED)
        {
            first = TryOpen(code, keyring, !signsData, out opened, out _);
        }

        program = opened!;
        return first ?? throw failure!;
    }

    private FileDescriptor? TryOpen(
        in SignedCode code, BpfKeyring? keyring, bool signsData, out FileDescriptor? program, out BpfException? failure)
    {
        var form = code.FormFor(signsData);
        var data = CreateData(code.Data, keyring is null ? [] : form.Hash, computesHash: !signsData);
        try
        {
            program = TryLoad(form, data, keyring, signsData, log: null);
            failure = program is null ? Refused(form, data, keyring, signsData) : null;
        }
        catch
        {
            data.Dispose();
            throw;
        }

        if (program is null)
        {
            data.Dispose();
            return null;
        }

        return data;
    }

    /// <param name="data">The contents of the map.</param>
    /// <param name="hash">The hash of the only program that can use the map; empty if every program can.</param>
    /// <param name="computesHash">Whether the program reads the hash of the data, which the kernel computes when it is asked.</param>
    private FileDescriptor CreateData(ReadOnlySpan<ulong> data, ReadOnlySpan<byte> hash, bool computesHash)
    {
        var size = data.Length * sizeof(ulong);
        fixed (byte* hashStart = hash)
        {
            var attributes = new ExclusiveMapAttributes
            {
                Map = new MapCreateAttributes
                {
                    Type = (uint)MapType.Array,
                    KeySize = sizeof(uint),
                    ValueSize = (uint)size,
                    MaxEntries = 1,
                    Name = KernelObjectName.Of("loader.data"),
                },
                ProgramHash = (ulong)hashStart,
                ProgramHashSize = (uint)hash.Length,
            };
            var fd = Bpf.Call(BpfCommand.MapCreate, ref attributes);
            if (fd < 0)
            {
                var errno = Errno.Last;
                throw Failure("BPF_MAP_CREATE", errno, errno == Errno.EPERM
                    ? MissingCapabilities.Explain(Needed)
                    : TooOld(errno) ?? Hints.ForMap(errno, MapType.Array));
            }

            var map = new FileDescriptor(fd);
            try
            {
                Fill(map, data, computesHash);
                return map;
            }
            catch
            {
                map.Dispose();
                throw;
            }
        }
    }

    private void Fill(FileDescriptor map, ReadOnlySpan<ulong> data, bool computesHash)
    {
        var index = 0u;
        fixed (ulong* start = data)
        {
            Check("BPF_MAP_UPDATE_ELEM", Bpf.Element(BpfCommand.MapUpdateElement, map, &index, start));
        }

        Check("BPF_MAP_FREEZE", Bpf.Element(BpfCommand.MapFreeze, map, null, null));
        if (computesHash)
        {
            var hash = stackalloc byte[32];
            var info = new HashedMapInfo { Hash = (ulong)hash, HashSize = 32 };
            Check("BPF_OBJ_GET_INFO_BY_FD", Bpf.Fill(map, ref info));
        }
    }

    private void Check(string command, int errno)
    {
        if (errno != 0)
        {
            throw Failure(command, errno, TooOld(errno) ?? Hints.ForCapability(errno, Capability.Bpf));
        }
    }

    private static FileDescriptor? TryLoad(
        in SignedForm form, FileDescriptor data, BpfKeyring? keyring, bool signsData, KernelLog? log)
    {
        // The caller disposes the map after this call.
        var map = (int)data.DangerousGetHandle();
        fixed (ulong* instructions = form.Instructions)
        fixed (byte* license = "Dual BSD/GPL\0"u8, signature = form.Signature)
        {
            var attributes = new SignedProgramAttributes
            {
                Program = new ProgramLoadAttributes
                {
                    Type = (uint)ProgramType.Syscall,
                    InstructionCount = (uint)form.Instructions.Length,
                    Instructions = (ulong)instructions,
                    License = (ulong)license,
                    Flags = FlagSleepable,
                    Name = KernelObjectName.Of("loader"),
                    FdArray = (ulong)(&map),
                    LogLevel = log is null ? 0 : LogOfVerifier,
                    LogSize = log?.Size ?? 0,
                    LogBuffer = log?.Address ?? 0,
                },
            };
            if (keyring is { } given)
            {
                attributes.Signature = (ulong)signature;
                attributes.SignatureSize = (uint)form.Signature.Length;
                attributes.KeyringId = given.Id;
                attributes.Program.FdArrayCount = signsData ? 1u : 0;
            }

            var fd = Bpf.CallAgain(BpfCommand.ProgramLoad, ref attributes);
            return fd < 0 ? null : new FileDescriptor(fd);
        }
    }

    private BpfException Refused(in SignedForm form, FileDescriptor data, BpfKeyring? keyring, bool signsData)
    {
        var errno = Errno.Last;
        if (Explain(errno, keyring) is { } hint)
        {
            return Failure("BPF_PROG_LOAD", errno, hint);
        }

        // Load again with a log: the kernel may lack a helper that the program calls.
        using var log = new KernelLog();
        using var program = TryLoad(form, data, keyring, signsData, log);
        return VerifierLog.ShowsInstruction(log.Text)
            ? new VerifierException(errno, SubjectOfLoader, log.Text, VerifierLog.Read(log.Text, default, types: null, kernel: []), null)
            : Failure("BPF_PROG_LOAD", errno, hint: null);
    }

    private static string? Explain(int errno, BpfKeyring? keyring) => errno switch
    {
        Errno.EKEYREJECTED when keyring is not null =>
            "The signature is not that of a certificate in the keyring, or the signed code was changed.",
        Errno.ENOKEY when keyring is { } searched =>
            $"{NameOf(searched)} has no certificate for the key of the signature. To use another keyring, set Keyring in the load options.",
        Errno.EBADMSG or Errno.ENOPKG when keyring is not null =>
            "The kernel cannot read the signature, or it has no support for RSA and SHA-256.",
        Errno.EINVAL when keyring is { Id: < 0 or > 2 } given => TooOld(errno) ?? $"There may be no keyring {given.Id}: see 'keyctl show'.",
        Errno.EOPNOTSUPP when keyring is not null =>
            "The kernel was built without signatures of programs (CONFIG_SYSTEM_DATA_VERIFICATION). "
            + "To load the object without checking its signature, set Keyring to null in the load options.",
        Errno.EPERM or Errno.EACCES => MissingCapabilities.Explain(Needed)
            ?? (errno == Errno.EACCES && keyring is not null ? "The signed code was changed: its hash is another one." : null),
        _ => TooOld(errno) ?? Hints.Common(errno),
    };

    private static string NameOf(BpfKeyring keyring) => keyring.Id switch
    {
        0 => "The keyring .builtin_trusted_keys (BpfKeyring.Builtin)",
        1 => "The keyring .secondary_trusted_keys (BpfKeyring.Secondary)",
        2 => "The keyring .platform (BpfKeyring.Platform)",
        -3 => "The keyring @s of the session (BpfKeyring.Session)",
        -4 => "The keyring @u of the user (BpfKeyring.User)",
        _ => string.Create(CultureInfo.InvariantCulture, $"The keyring {keyring.Id}"),
    };

    private static string? TooOld(int errno) =>
        errno is Errno.EINVAL or Errno.E2BIG && RunningKernel.Version < FirstKernels.SignedPrograms
            ? $"Linux {RunningKernel.Version.ToString(2)} is too old for signed objects, which came with Linux "
                + $"{FirstKernels.SignedPrograms.ToString(2)}. To load the object without checking its signature, set Keyring to null in "
                + "the load options."
            : null;

    private string SubjectOfLoader => $"the signed loader program of {_objectName}";

    private BpfException Failure(string command, int errno, string? hint) => new(command, errno, SubjectOfLoader, hint);

    private void Run(FileDescriptor program, ReadOnlySpan<byte> data)
    {
        var context = new byte[LoaderContext.Descriptors + ((1 + _maps.Length + _programs.Length + _symbols) * sizeof(int))];
        var tries = 0;
        do
        {
            Run(program, context, data, log: null);
        }
        while (_errno == Errno.EAGAIN && ++tries < Errno.MostTries);

        // Run again with a log, to learn why the kernel rejected the types or a program.
        if (_errno != 0 && _step is LoaderStep.LoadTypes or LoaderStep.LoadProgram)
        {
            var first = (_errno, _step, _subject);
            using var log = new KernelLog();
            do
            {
                Run(program, context, data, log);
                Errno.Last = _errno;
            }
            while (_errno != 0 && log.Grow());

            // All programs share the log. If that of the types or of a program that the kernel accepts is too long, the kernel fails there,
            // and the program that it rejects has no log.
            var isTooLong = _errno == Errno.ENOSPC && first._errno != Errno.ENOSPC;
            _log = isTooLong && (_step, _subject) != (first._step, first._subject) ? "" : log.Text;
            if (isTooLong)
            {
                (_errno, _step, _subject) = first;
            }
        }

        ThrowIfOwn(data, context);
    }

    private void Run(FileDescriptor program, byte[] context, ReadOnlySpan<byte> data, KernelLog? log)
    {
        Dispose();
        context.AsSpan(..LoaderContext.Descriptors).Clear();
        context.AsSpan(LoaderContext.Descriptors..).Fill(0xff);
        if (log is not null)
        {
            BitConverter.TryWriteBytes(context.AsSpan(LoaderContext.LogBuffer), log.Address);
            BitConverter.TryWriteBytes(context.AsSpan(LoaderContext.LogSize), log.Size);
            BitConverter.TryWriteBytes(context.AsSpan(LoaderContext.LogLevel), LogOfVerifier);
        }

        int result;
        using (var lease = program.Use())
        {
            fixed (byte* start = context)
            {
                var attributes = new TestRunAttributes
                {
                    ProgramFd = lease.Number,
                    ContextInput = (ulong)start,
                    ContextInputSize = (uint)context.Length,
                };
                if (Bpf.Call(BpfCommand.ProgramTestRun, ref attributes) < 0)
                {
                    throw Failure("BPF_PROG_TEST_RUN", Errno.Last, Hints.ForCapability(Errno.Last, Capability.Bpf));
                }

                result = (int)attributes.ReturnValue;
            }
        }

        var run = new LoaderRun(result, context);
        (_errno, _step, _subject) = (run.Errno, run.Step, run.Subject);
        for (var i = 0; i < _maps.Length; i++)
        {
            _maps[i] = run.Take(1 + i);
        }

        for (var i = 0; i < _programs.Length; i++)
        {
            _programs[i] = run.Take(1 + _maps.Length + i);
        }

        // The maps and programs keep the types.
        run.Take(0)?.Dispose();
        for (var i = 0; i < _symbols; i++)
        {
            run.CloseModule(1 + _maps.Length + _programs.Length + i);
        }
    }

    /// <summary>Throws for a failure that no map or program has.</summary>
    private void ThrowIfOwn(ReadOnlySpan<byte> data, byte[] context)
    {
        switch (_errno == 0 ? LoaderStep.None : _step)
        {
            case LoaderStep.CheckData:
                throw Failure("BPF_PROG_TEST_RUN", _errno, "The data of the program is not the data that was signed.");
            case LoaderStep.LoadTypes:
                throw new BpfException("BPF_BTF_LOAD", _errno, $"the types of {_objectName}", _log.Length > 0 ? _log : null);
            case LoaderStep.FindSymbol:
                throw new BpfException(
                    "Load",
                    $"symbol '{new LoaderRun(-_errno, context).SymbolIn(data)}' of the kernel, which {_objectName} refers to",
                    _errno == Errno.ENOENT
                        ? $"Neither the kernel (Linux {RunningKernel.Version.ToString(3)}) nor a loaded module has it."
                        : $"The kernel cannot look for it ({Errno.NameOf(_errno)}).");
        }
    }
}
