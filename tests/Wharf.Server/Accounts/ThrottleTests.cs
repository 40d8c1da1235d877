using System.Net;
using Wharf.Server.Accounts;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Accounts;

public sealed class ThrottleTests
{
    static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);

    readonly ManualTimeProvider clock = new();

    [Fact]
    public void A_burst_goes_through_and_then_one_in_every_recovery_time()
    {
        var throttle = new Throttle(3, Recovery, clock);
        for (var i = 0; i < 3; i++) Assert.Null(throttle.Take("key"));
        Assert.Equal(Recovery, throttle.Take("key"));
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), throttle.Take("key"));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(throttle.Take("key"));
        Assert.Equal(Recovery, throttle.Take("key"));
    }

    [Fact]
    public void Asking_while_refused_does_not_make_it_longer()
    {
        var throttle = new Throttle(1, Recovery, clock);
        Assert.Null(throttle.Take("key"));
        for (var i = 0; i < 100; i++) Assert.Equal(Recovery, throttle.Take("key"));
        clock.Advance(Recovery);
        Assert.Null(throttle.Take("key"));
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again()
    {
        var throttle = new Throttle(1, Recovery, clock);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(throttle.Take("key"));
            throttle.GiveBack("key");
        }
    }

    [Fact]
    public void Giving_back_never_makes_more_than_a_burst()
    {
        var throttle = new Throttle(2, Recovery, clock);
        Assert.Null(throttle.Take("key"));
        clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 10; i++) throttle.GiveBack("key");
        Assert.Null(throttle.Take("key"));
        Assert.Null(throttle.Take("key"));
        Assert.NotNull(throttle.Take("key"));
    }

    [Fact]
    public void Keys_are_apart_and_those_in_use_survive_any_number_of_others()
    {
        var throttle = new Throttle(2, Recovery, clock, capacity: 10);
        Assert.Null(throttle.Take("victim"));
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(throttle.Take($"other {i}"));
            if (i == 0) Assert.Null(throttle.Take("victim"));
            if (i % 9 == 0) Assert.NotNull(throttle.Take("victim"));
        }
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    public void A_place_is_an_IPv4_address_or_a_network_of_IPv6(string address, string network) =>
        Assert.Equal(network, ClientNetwork.Of(IPAddress.Parse(address)));
}
