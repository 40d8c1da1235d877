using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Wharf.Server.Tests.Accounts;

/// <summary>A server with a small allowance, called from several addresses of the loopback network.</summary>
public sealed class LoginThrottleTests : IAsyncLifetime
{
    const string Owner = "127.0.0.2";
    const string Stranger = "127.0.0.3";

    readonly ThrottledHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Too_many_wrong_passwords_for_an_account_have_to_wait_whether_it_exists_or_not(bool exists)
    {
        var email = AccountsHost.NewEmail();
        if (exists) (await host.RegisterAsync(email)).Dispose();
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(Stranger, email, "wrong password"));
        using var refused = await SendAsync(Stranger, email, "wrong password");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(3, host.Hasher.Checked.Count);

        host.Clock.Advance(TimeSpan.FromSeconds(59.5));
        using var almost = await SendAsync(Stranger, email, "wrong password");
        Assert.Equal(TimeSpan.FromSeconds(1), almost.Headers.RetryAfter?.Delta);
        host.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(Stranger, email, "wrong password"));
    }

    [Fact]
    public async Task Even_the_right_password_waits_when_guessed_at_from_strange_places()
    {
        var email = AccountsHost.NewEmail();
        (await host.RegisterAsync(email)).Dispose();
        for (var i = 0; i < 3; i++) await LogInAsync(Stranger, email, "wrong password");
        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInAsync(Stranger, email, AccountsHost.Password));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(Stranger, email, AccountsHost.Password));
    }

    [Fact]
    public async Task Strangers_cannot_lock_the_owner_out_of_places_known()
    {
        var email = AccountsHost.NewEmail();
        (await host.RegisterAsync(email)).Dispose();
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(Owner, email, AccountsHost.Password));
        for (var i = 0; i < 5; i++) await LogInAsync(Stranger, email, "wrong password");
        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInAsync(Stranger, email, AccountsHost.Password));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(Owner, email, AccountsHost.Password));
    }

    [Fact]
    public async Task A_known_place_has_its_own_limit()
    {
        var email = AccountsHost.NewEmail();
        (await host.RegisterAsync(email)).Dispose();
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(Owner, email, AccountsHost.Password));
        for (var i = 0; i < 3; i++) await LogInAsync(Owner, email, "wrong password");
        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInAsync(Owner, email, AccountsHost.Password));
    }

    [Fact]
    public async Task Right_passwords_cost_nothing()
    {
        var email = AccountsHost.NewEmail();
        (await host.RegisterAsync(email)).Dispose();
        for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.OK, await LogInAsync(Owner, email, AccountsHost.Password));
    }

    [Fact]
    public async Task An_address_that_tries_many_accounts_has_to_wait()
    {
        for (var i = 0; i < 8; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(Stranger, AccountsHost.NewEmail(), "wrong password"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInAsync(Stranger, AccountsHost.NewEmail(), "wrong password"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(Owner, AccountsHost.NewEmail(), "wrong password"));
        host.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(Stranger, AccountsHost.NewEmail(), "wrong password"));
    }

    [Fact]
    public async Task Attempts_at_the_same_time_count_too()
    {
        var email = AccountsHost.NewEmail();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => LogInAsync(Stranger, email, "wrong password")));
        Assert.Equal(3, statuses.Count(status => status == HttpStatusCode.Unauthorized));
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Asking_for_many_taken_addresses_has_to_wait()
    {
        var email = AccountsHost.NewEmail();
        (await host.RegisterAsync(email)).Dispose();
        for (var i = 0; i < 8; i++)
        {
            using var taken = await host.RegisterAsync(email);
            Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        }
        using var refused = await host.RegisterAsync(AccountsHost.NewEmail());
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(6), refused.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task What_breaks_the_contract_is_told_so_and_costs_nothing()
    {
        for (var i = 0; i < 20; i++)
        {
            using var response = await host.PostRawAsync("/users/login", """{"email":"ada@example.com"}""");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
        Assert.Empty(host.Hasher.Checked);
    }

    async Task<HttpStatusCode> LogInAsync(string from, string email, string password)
    {
        using var response = await SendAsync(from, email, password);
        return response.StatusCode;
    }

    async Task<HttpResponseMessage> SendAsync(string from, string email, string password)
    {
        using var client = new HttpMessageInvoker(
            new SocketsHttpHandler { ConnectCallback = (context, cancellationToken) => ConnectAsync(from, context, cancellationToken) });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Client.BaseAddress!, "/users/login"))
        {
            Content = JsonContent.Create(new { email, password }),
        };
        var response = await client.SendAsync(request, default);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }

    static async ValueTask<Stream> ConnectAsync(string from, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    sealed class ThrottledHost : AccountsHost
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Wharf:Accounts:PasswordIterations"] = "10000",
            ["Wharf:Accounts:FailuresPerAccount"] = "3",
            ["Wharf:Accounts:FailuresPerAddress"] = "8",
        };
    }
}
