using System;
using System.Runtime.InteropServices;
using BpfGen.Errors;
using BpfGen.Interop;
using BpfGen.Wire;

namespace BpfGen.Loading;

/// <summary>
/// Loads and runs the loader program of a signed object. The program creates the maps and programs, and this class owns them until the
/// handles take them.
/// </summary>
internal sealed unsafe class SignedLoader : IDisposable
{
    private readonly string _objectName;
    private readonly string _subjectOfProgram;
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
        _subjectOfProgram = $"the signed loader program of {objectName}";
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
        using var program = new SignedProgram(code, keyring, _subjectOfProgram).Load();
        Run(program, MemoryMarshal.AsBytes(code.Data));
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
            throw new BpfException(
                "BPF_PROG_TEST_RUN", _errno, _subjectOfProgram, $"It failed at step {(int)_step} ({_subject}).");
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
            BitConverter.TryWriteBytes(context.AsSpan(LoaderContext.LogLevel), SignedProgram.LogOfVerifier);
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
                    throw new BpfException(
                        "BPF_PROG_TEST_RUN",
                        Errno.Last,
                        _subjectOfProgram,
                        Hints.ForCapability(Errno.Last, Capability.Bpf));
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
                throw new BpfException(
                    "BPF_PROG_TEST_RUN", _errno, _subjectOfProgram, "The data of the program is not the data that was signed.");
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
