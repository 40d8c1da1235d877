namespace Wharf.Server.Accounts;

/// <summary>PostgreSQL keeps microseconds: what is answered now must be what is read back later.</summary>
static class StoredTime
{
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
