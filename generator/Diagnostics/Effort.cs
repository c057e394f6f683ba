using System.Threading;

namespace BpfGen.Generator.Diagnostics;

/// <summary>
/// Limits the work on one object, and makes it cancellable. An object is not trusted: a few of its bytes can stand for very many types,
/// names or instructions, because its tables may share bytes. So the code that reads or writes parts of an object counts its steps here.
/// </summary>
/// <remarks>
/// docs/diagnostics/BPFGEN044.md states the limits. Of 2,600 objects from compilers, none needs more than 3 steps and 5 characters of C#
/// for each of its bytes.
/// </remarks>
/// <param name="bytes">The size of the object in bytes.</param>
/// <param name="cancel">Checked every <see cref="StepsBetweenChecks"/> steps.</param>
internal sealed class Effort(long bytes, CancellationToken cancel)
{
    /// <summary>The maximum number of steps for each byte of the object.</summary>
    public const int StepsPerByte = 10;

    /// <summary>The steps that are added to the limit, so that small objects do not reach it.</summary>
    public const int FewSteps = 1 << 20;

    /// <summary>The maximum number of characters of C# for each byte of the object.</summary>
    public const int TextPerByte = 24;

    /// <summary>The characters of C# that are added to the limit, because even an empty object has some code.</summary>
    public const int LittleText = 64 << 10;

    private const int StepsBetweenChecks = 1 << 14;

    private long _rest = (bytes * StepsPerByte) + FewSteps;
    private long _untilCheck;

    /// <summary>The effort for trusted input: the work has no limit and cannot be cancelled.</summary>
    public static Effort Unlimited => new(1L << 40, CancellationToken.None);

    /// <summary>The maximum length of the generated code, in characters.</summary>
    public long MostText { get; } = (bytes * TextPerByte) + LittleText;

    /// <summary>The steps that are left.</summary>
    public long Rest => _rest;

    /// <summary>Counts steps: elements that are visited, or bytes and characters that are copied or compared.</summary>
    /// <exception cref="LimitException">The object needs too many steps.</exception>
    public void Spend(long steps = 1)
    {
        _rest -= steps;
        if ((_untilCheck -= steps) <= 0)
        {
            Check();
        }
    }

    /// <summary>Counts the steps that it takes to compare or hash a name.</summary>
    public void SpendName(string name) => Spend(1 + (name.Length >> 3));

    private void Check()
    {
        cancel.ThrowIfCancellationRequested();
        _untilCheck = StepsBetweenChecks;
        if (_rest < 0)
        {
            throw new LimitException(
                $"reading it takes more than {FewSteps} steps plus {StepsPerByte} steps for each of its {bytes} bytes");
        }
    }
}
