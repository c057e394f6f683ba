using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit.Sdk;
using Xunit.v3;

namespace BpfGen.Testing.Kernels;

/// <summary>A test on one kernel. It starts a virtual machine that runs the test, and reports the results from there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KernelTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    private const string ResultPath = "/tmp/results.xml";

    /// <summary>The machines of all tests of this process: as many as the host has processors.</summary>
    private static readonly SemaphoreSlim Machines = new(Environment.ProcessorCount);

    private string _kernel = "";
    private KernelArchitecture _architecture;

    /// <summary>Creates an empty test case, for deserialization.</summary>
    [Obsolete("Only for deserialization.")]
    public KernelTestCase()
    {
    }

    internal KernelTestCase(
        IXunitTestMethod method, string name, string id, IFactAttribute attribute, string kernel, KernelArchitecture architecture)
        : base(
            method, name, id, attribute.Explicit, attribute.SkipExceptions, attribute.Skip, attribute.SkipType, attribute.SkipUnless,
            attribute.SkipWhen, method.Traits.ToDictionary(trait => trait.Key, trait => trait.Value.ToHashSet()),
            sourceFilePath: attribute.SourceFilePath, sourceLineNumber: attribute.SourceLineNumber, timeout: attribute.Timeout)
    {
        _kernel = kernel;
        _architecture = architecture;
    }

    /// <summary>Runs the test in a virtual machine.</summary>
    /// <param name="explicitOption">Which tests run: all, or those that are explicit, or those that are not.</param>
    /// <param name="messageBus">Gets the results.</param>
    /// <param name="constructorArguments">Not used: the test class is created in the virtual machine.</param>
    /// <param name="aggregator">Not used.</param>
    /// <param name="cancellationTokenSource">Stops the machine.</param>
    /// <param name="parallelMode">Not used.</param>
    /// <param name="scheduler">Not used.</param>
    /// <param name="methodFixtureMappings">Not used.</param>
    /// <returns>The number of results.</returns>
    public async ValueTask<RunSummary> Run(
        ExplicitOption explicitOption,
        IMessageBus messageBus,
        object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource,
        ParallelMode parallelMode,
        ExecutionScheduler scheduler,
        FixtureMappingManager methodFixtureMappings)
    {
        var messages = new CaseMessages(this, messageBus, cancellationTokenSource);
        messages.Start();
        var isChosen = explicitOption switch
        {
            ExplicitOption.On => true,
            ExplicitOption.Only => Explicit,
            _ => !Explicit,
        };
        if (!isChosen)
        {
            messages.Report(new GuestTest(TestCaseDisplayName, GuestTest.NotRun, 0));
        }
        else if (SkipReason is { } reason && SkipUnless is null && SkipWhen is null)
        {
            messages.Report(new GuestTest(TestCaseDisplayName, GuestTest.Skipped, 0) { Message = reason });
        }
        else
        {
            foreach (var test in await RunAsync(cancellationTokenSource.Token).ConfigureAwait(false))
            {
                messages.Report(test with { Name = NameOf(test.Name, _kernel, _architecture) });
            }
        }

        return messages.Finish();
    }

    internal static string NameOf(string name, string kernel, KernelArchitecture architecture)
    {
        var suffix = $" [Linux {kernel}{(architecture == KernelArchitecture.Arm64 ? ", arm64" : "")}]";
        return name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;
    }

    /// <inheritdoc/>
    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        info.AddValue("kernel", _kernel);
        info.AddValue("architecture", _architecture.ToString());
    }

    /// <inheritdoc/>
    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        _kernel = info.GetValue<string>("kernel") ?? "";
        _architecture = Enum.Parse<KernelArchitecture>(info.GetValue<string>("architecture") ?? "");
    }

    private async Task<IReadOnlyList<GuestTest>> RunAsync(CancellationToken cancel)
    {
        try
        {
            VirtualMachine.Require(_architecture);
            var image = await new KernelStore().FindAsync(KernelName.Parse(_kernel), _architecture, cancel).ConfigureAwait(false);
            await Machines.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                var options = new VirtualMachineOptions();
                var result = await VirtualMachine.RunAsync(
                    image,
                    Program(),
                    Timeout > 0 ? options with { Timeout = TimeSpan.FromMilliseconds(Timeout) } : options,
                    cancel).ConfigureAwait(false);
                return GuestTest.Read(result);
            }
            finally
            {
                Machines.Release();
            }
        }
        catch (Exception exception) when (!AreKernelsRequired && exception is MissingToolException or PlatformNotSupportedException)
        {
            return [new GuestTest(TestCaseDisplayName, GuestTest.Skipped, 0) { Message = exception.Message }];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return
            [
                new GuestTest(TestCaseDisplayName, GuestTest.Failed, 0)
                {
                    Message = exception.Message, Type = exception.GetType().FullName, StackTrace = exception.StackTrace,
                },
            ];
        }
    }

    /// <summary>Whether a test fails, and is not skipped, if it cannot start a virtual machine.</summary>
    private static bool AreKernelsRequired => Environment.GetEnvironmentVariable("BPFGEN_REQUIRE_KERNELS") == "1";

    /// <summary>The program of the test project, with a filter for this test.</summary>
    private GuestProgram Program()
    {
        var assembly = TestMethod.TestClass.Class.Assembly.Location;
        if (assembly.Length == 0)
        {
            throw new KernelException("The test assembly is not a file. Run the tests without PublishSingleFile.");
        }

        var method = $"{TestClass.Class.FullName}.{TestMethod.MethodName}";
        return GuestProgram.Managed(assembly, "-method", method, "-explicit", "on", "-noColor", "-result-xml", ResultPath) with
        {
            ResultPath = ResultPath,
            Variables = new Dictionary<string, string> { [KernelTestCases.GuestVariable] = "1" },
            Includes = path => !path.StartsWith("TestResults/", StringComparison.Ordinal)
                && Path.GetFileName(path) is not "testconfig.json",
        };
    }
}
