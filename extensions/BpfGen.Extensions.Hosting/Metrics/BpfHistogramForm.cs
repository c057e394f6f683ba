namespace BpfGen.Extensions.Hosting;

/// <summary>The kind of metric that a histogram in a map becomes.</summary>
public enum BpfHistogramForm
{
    /// <summary>
    /// A histogram of OpenTelemetry. Each collection records the values that the kernel has counted since the last one, as the middle of
    /// their slots. The counts are exact; the sum is an estimate. One call records one value, so a collection takes time in proportion to
    /// the number of new values.
    /// </summary>
    Histogram,

    /// <summary>
    /// A counter for each bucket, with the bucket's upper bound in the tag <c>le</c>, as in Prometheus: each bucket includes those below
    /// it. A collection takes the same time for any number of values. The function <c>histogram_quantile</c> of Prometheus accepts it.
    /// </summary>
    BucketCounters,
}
