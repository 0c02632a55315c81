namespace Perdure.Telemetry.Tracing.Otlp;

/// <summary>Writes attributes (OTLP's <c>KeyValue</c>) into the message under way. What is not known is not written.</summary>
internal readonly struct SpanAttributes(ProtoWriter to, int field)
{
    private const int Key = 1;
    private const int Value = 2;
    private const int StringValue = 1;
    private const int BoolValue = 2;
    private const int IntValue = 3;
    private const int DoubleValue = 4;

    public void Add(string key, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        var (attribute, any) = Begin(key);
        to.Text(StringValue, value);
        End(attribute, any);
    }

    public void Add(string key, long value)
    {
        var (attribute, any) = Begin(key);
        to.Number(IntValue, value);
        End(attribute, any);
    }

    public void AddSeconds(string key, double value)
    {
        var (attribute, any) = Begin(key);
        to.Double(DoubleValue, value);
        End(attribute, any);
    }

    /// <summary>Something that is so; what is not so is left out.</summary>
    public void AddIf(string key, bool isSo)
    {
        if (!isSo)
            return;
        var (attribute, any) = Begin(key);
        to.Number(BoolValue, 1);
        End(attribute, any);
    }

    private (int Attribute, int Any) Begin(string key)
    {
        var attribute = to.Begin(field);
        to.Text(Key, key);
        return (attribute, to.Begin(Value));
    }

    private void End(int attribute, int any)
    {
        to.End(any);
        to.End(attribute);
    }
}
