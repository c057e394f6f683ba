using System.Diagnostics.Metrics;
using System.Numerics;

namespace BpfGen.Extensions.Hosting;

/// <summary>
/// The last measurement of a series. A measurement copies its tags to new memory, so a series whose value did not change publishes the same
/// measurement again.
/// </summary>
internal sealed class Published<TOut>(TagSet tags)
    where TOut : struct, INumber<TOut>
{
    private Measurement<TOut> _last = new(TOut.Zero, tags.Tags);

    public static Measurement<TOut> Of(object published, TOut value) => ((Published<TOut>)published).Of(value);

    public Measurement<TOut> Of(TOut value)
    {
        if (_last.Value != value)
        {
            _last = new Measurement<TOut>(value, tags.Tags);
        }

        return _last;
    }
}
