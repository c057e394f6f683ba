using System;
using System.Collections.Generic;
using System.Threading;
using Xunit.Sdk;
using Xunit.v3;

namespace BpfGen.Testing.Kernels;

/// <summary>Reports a test case and its tests to the test framework.</summary>
internal sealed class CaseMessages(KernelTestCase test, IMessageBus bus, CancellationTokenSource cancel)
{
    private readonly string _assembly = test.TestCollection.TestAssembly.UniqueID;
    private readonly string _collection = test.TestCollection.UniqueID;
    private readonly string _class = test.TestClass.UniqueID;
    private readonly string _method = test.TestMethod.UniqueID;
    private RunSummary _summary;

    public void Start() => Send(new TestCaseStarting
    {
        AssemblyUniqueID = _assembly,
        Explicit = test.Explicit,
        SkipReason = null,
        SourceFilePath = test.SourceFilePath,
        SourceLineNumber = test.SourceLineNumber,
        StartTime = DateTimeOffset.UtcNow,
        TestCaseDisplayName = test.TestCaseDisplayName,
        TestCaseUniqueID = test.UniqueID,
        TestClassMetadataToken = test.TestClassMetadataToken,
        TestClassName = test.TestClassName,
        TestClassNamespace = test.TestClassNamespace,
        TestClassSimpleName = test.TestClassSimpleName,
        TestClassUniqueID = _class,
        TestCollectionUniqueID = _collection,
        TestMethodArity = test.TestMethodArity,
        TestMethodMetadataToken = test.TestMethodMetadataToken,
        TestMethodName = test.TestMethodName,
        TestMethodParameterTypesVSTest = test.TestMethodParameterTypesVSTest,
        TestMethodReturnTypeVSTest = test.TestMethodReturnTypeVSTest,
        TestMethodUniqueID = _method,
        Traits = ((ITestCaseMetadata)test).Traits,
    });

    /// <summary>Reports one test.</summary>
    public void Report(GuestTest result)
    {
        var id = UniqueIDGenerator.ForTest(test.UniqueID, _summary.Total);
        var now = DateTimeOffset.UtcNow;
        Send(new TestStarting
        {
            AssemblyUniqueID = _assembly,
            Explicit = test.Explicit,
            StartTime = now - TimeSpan.FromSeconds((double)result.Seconds),
            TestCaseUniqueID = test.UniqueID,
            TestClassUniqueID = _class,
            TestCollectionUniqueID = _collection,
            TestDisplayName = result.Name,
            TestLabel = null,
            TestMethodUniqueID = _method,
            TestUniqueID = id,
            Timeout = test.Timeout,
            Traits = ((ITestCaseMetadata)test).Traits,
        });
        _summary.Total++;
        _summary.Time += result.Seconds;
        Send(ResultOf(result, id, now));
        Send(new TestFinished
        {
            AssemblyUniqueID = _assembly,
            Attachments = new Dictionary<string, TestAttachment>(),
            ExecutionTime = result.Seconds,
            FinishTime = now,
            Output = result.Output,
            TestCaseUniqueID = test.UniqueID,
            TestClassUniqueID = _class,
            TestCollectionUniqueID = _collection,
            TestMethodUniqueID = _method,
            TestUniqueID = id,
            Warnings = null,
        });
    }

    /// <summary>Reports the end of the test case.</summary>
    public RunSummary Finish()
    {
        Send(new TestCaseFinished
        {
            AssemblyUniqueID = _assembly,
            ExecutionTime = _summary.Time,
            FinishTime = DateTimeOffset.UtcNow,
            TestCaseUniqueID = test.UniqueID,
            TestClassUniqueID = _class,
            TestCollectionUniqueID = _collection,
            TestMethodUniqueID = _method,
            TestsFailed = _summary.Failed,
            TestsNotRun = _summary.NotRun,
            TestsSkipped = _summary.Skipped,
            TestsTotal = _summary.Total,
        });
        return _summary;
    }

    private IMessageSinkMessage ResultOf(GuestTest result, string id, DateTimeOffset now)
    {
        switch (result.Result)
        {
            case GuestTest.Passed:
                return new TestPassed
                {
                    AssemblyUniqueID = _assembly,
                    ExecutionTime = result.Seconds,
                    FinishTime = now,
                    Output = result.Output,
                    TestCaseUniqueID = test.UniqueID,
                    TestClassUniqueID = _class,
                    TestCollectionUniqueID = _collection,
                    TestMethodUniqueID = _method,
                    TestUniqueID = id,
                    Warnings = null,
                };
            case GuestTest.Skipped:
                _summary.Skipped++;
                return new TestSkipped
                {
                    AssemblyUniqueID = _assembly,
                    ExecutionTime = result.Seconds,
                    FinishTime = now,
                    Output = result.Output,
                    Reason = result.Message,
                    TestCaseUniqueID = test.UniqueID,
                    TestClassUniqueID = _class,
                    TestCollectionUniqueID = _collection,
                    TestMethodUniqueID = _method,
                    TestUniqueID = id,
                    Warnings = null,
                };
            case GuestTest.NotRun:
                _summary.NotRun++;
                return new TestNotRun
                {
                    AssemblyUniqueID = _assembly,
                    ExecutionTime = result.Seconds,
                    FinishTime = now,
                    Output = result.Output,
                    TestCaseUniqueID = test.UniqueID,
                    TestClassUniqueID = _class,
                    TestCollectionUniqueID = _collection,
                    TestMethodUniqueID = _method,
                    TestUniqueID = id,
                    Warnings = null,
                };
            default:
                _summary.Failed++;
                return new TestFailed
                {
                    AssemblyUniqueID = _assembly,
                    Cause = FailureCause.Assertion,
                    ExceptionParentIndices = [-1],
                    ExceptionTypes = [result.Type],
                    ExecutionTime = result.Seconds,
                    FinishTime = now,
                    Messages = [result.Message],
                    Output = result.Output,
                    StackTraces = [result.StackTrace],
                    TestCaseUniqueID = test.UniqueID,
                    TestClassUniqueID = _class,
                    TestCollectionUniqueID = _collection,
                    TestMethodUniqueID = _method,
                    TestUniqueID = id,
                    Warnings = null,
                };
        }
    }

    private void Send(IMessageSinkMessage message)
    {
        if (!bus.QueueMessage(message))
        {
            cancel.Cancel();
        }
    }
}
