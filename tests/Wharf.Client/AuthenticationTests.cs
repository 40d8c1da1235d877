using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Wharf.Client.Accounts;
using Wharf.TestHost;

namespace Wharf.Client.Tests;

public sealed class AuthenticationTests
{
    [Fact]
    public async Task Every_kind_of_credentials_goes_by_its_scheme()
    {
        await using var server = await ScriptedServer.StartAsync(Echo);
        Assert.Equal("Bearer a1", await SeenAsync(server, WharfCredentials.FromAccessToken("a1")));
        Assert.Equal("Token t1", await SeenAsync(server, WharfCredentials.FromApiToken("t1")));
        Assert.Equal("Bearer a2", await SeenAsync(server, new WharfSession("a2", "r2")));
        Assert.Equal("", await SeenAsync(server, null));
    }

    static Task Echo(HttpContext http) => http.Problem(418, "Seen", http.Request.Headers.Authorization.ToString());

    static async Task<string?> SeenAsync(ScriptedServer server, WharfCredentials? credentials)
    {
        var accounts = server.Client(new WharfCaller(credentials)).Accounts;
        return (await Assert.ThrowsAsync<WharfProblemException>(() => accounts.GetMeAsync())).Problem.Detail;
    }

    [Fact]
    public async Task Operations_without_security_and_the_callers_own_requests_get_no_credentials()
    {
        await using var server = await ScriptedServer.StartAsync(Echo);
        var http = server.Http(new WharfCaller(WharfCredentials.FromAccessToken("secret")));
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => new WharfClient(http).Health.GetHealthAsync());
        Assert.Equal("", problem.Problem.Detail);
        using var own = await http.GetAsync(new Uri("/users/me", UriKind.Relative));
        Assert.DoesNotContain("secret", await own.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_calls_with_a_stale_token_make_one_exchange()
    {
        const int Calls = 20;
        var refused = new CountdownEvent(Calls);
        var allRefused = new TaskCompletionSource();
        var issuer = new Issuer(beforeExchange: () => allRefused.Task);
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            await issuer.AnswerAsync(http);
            if (http.Response.StatusCode == 401 && refused.Signal()) allRefused.SetResult();
        });
        var saved = new ConcurrentQueue<WharfSession?>();
        var caller = new WharfCaller(new WharfSession("stale", "r0")) { SessionChanged = saved.Enqueue };
        var accounts = server.Client(caller).Accounts;
        var users = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => accounts.GetMeAsync()));
        Assert.All(users, user => Assert.Equal("ada@example.com", user.Email));
        Assert.Equal(["r0"], issuer.Exchanged);
        Assert.Equal("r1", Assert.Single(saved)?.RefreshToken);
        Assert.Equal("r1", Assert.IsType<WharfSession>(caller.Credentials).RefreshToken);
    }

    [Fact]
    public async Task Tokens_are_exchanged_before_they_expire()
    {
        var clock = new ManualTimeProvider();
        var issuer = new Issuer();
        await using var server = await ScriptedServer.StartAsync(issuer.AnswerAsync);
        var caller = new WharfCaller(clock: clock);
        caller.SignIn(new Tokens { AccessToken = "a0", RefreshToken = "r0", TokenType = TokenType.Bearer, ExpiresIn = 900 });
        var accounts = server.Client(caller).Accounts;
        issuer.Valid = "a0";
        await accounts.GetMeAsync();
        Assert.Empty(issuer.Exchanged);
        clock.Advance(TimeSpan.FromSeconds(870));
        await accounts.GetMeAsync();
        Assert.Equal(["r0"], issuer.Exchanged);
        Assert.Equal(0, issuer.Refused);
    }

    [Fact]
    public async Task A_session_that_the_server_has_ended_ends_here_too()
    {
        await using var server = await ScriptedServer.StartAsync(http => http.Problem(401, "Unauthorized", "No."));
        var changes = new List<WharfSession?>();
        var caller = new WharfCaller(new WharfSession("a0", "r0")) { SessionChanged = changes.Add };
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client(caller).Accounts.GetMeAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, problem.StatusCode);
        Assert.Null(caller.Credentials);
        Assert.Equal([null], changes);
    }

    [Fact]
    public async Task An_exchange_that_fails_for_another_reason_keeps_the_session()
    {
        await using var server = await ScriptedServer.StartAsync(http =>
            http.Request.Path == "/users/refresh"
                ? http.Problem(503, "Service Unavailable", "Later.")
                : http.Problem(401, "Unauthorized", "Stale."));
        var caller = new WharfCaller(new WharfSession("a0", "r0"));
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => server.Client(caller).Accounts.GetMeAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, problem.StatusCode);
        Assert.NotNull(caller.Credentials);
    }

    [Fact]
    public async Task A_cancelled_call_does_not_cancel_the_exchange()
    {
        using var cancel = new CancellationTokenSource();
        var issuer = new Issuer(beforeExchange: cancel.CancelAsync);
        await using var server = await ScriptedServer.StartAsync(issuer.AnswerAsync);
        var changed = new TaskCompletionSource<WharfSession?>();
        var caller = new WharfCaller(new WharfSession("stale", "r0")) { SessionChanged = changed.SetResult };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Client(caller).Accounts.GetMeAsync(cancel.Token));
        Assert.Equal("r1", (await changed.Task)?.RefreshToken);
    }

    [Fact]
    public async Task A_call_with_a_body_is_sent_again_whole()
    {
        var issuer = new Issuer();
        await using var server = await ScriptedServer.StartAsync(async http =>
        {
            if (http.Request.Path != "/users/me/tokens" || !issuer.Admits(http)) await issuer.AnswerAsync(http);
            else
            {
                using var body = new StreamReader(http.Request.Body);
                await http.Problem(418, "Seen", await body.ReadToEndAsync());
            }
        });
        var accounts = server.Client(new WharfCaller(new WharfSession("stale", "r0"))).Accounts;
        var problem = await Assert.ThrowsAsync<WharfProblemException>(() => accounts.CreateApiTokenAsync(new NewApiToken { Name = "ci" }));
        Assert.Equal("""{"name":"ci"}""", problem.Problem.Detail);
    }

    [Fact]
    public async Task An_upload_that_is_refused_before_its_body_is_read_is_sent_again_even_from_a_stream_that_cannot_seek()
    {
        var issuer = new Issuer();
        await using var server = await ScriptedServer.StartAsync(issuer.AnswerAsync);
        var files = server.Client(new WharfCaller(new WharfSession("stale", "r0"))).Files;
        var uploaded = await files.UploadFilesAsync([new FileUpload(new ProducedStream(1000), "a.bin")]);
        Assert.Equal("received 1000", Assert.Single(uploaded.Items).Name);
        Assert.Equal(1, issuer.Refused);
    }

    [Fact]
    public async Task An_upload_that_was_read_and_cannot_be_rewound_fails_and_the_next_call_has_the_new_token()
    {
        var issuer = new Issuer(readRefusedBodies: true);
        await using var server = await ScriptedServer.StartAsync(issuer.AnswerAsync);
        var files = server.Client(new WharfCaller(new WharfSession("stale", "r0"))).Files;
        Task<Files.UploadedFiles> Upload() => files.UploadFilesAsync([new FileUpload(new ProducedStream(1000), "a.bin")]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<WharfProblemException>(Upload)).StatusCode);
        await Upload();
        Assert.Equal(1, issuer.Refused);
    }

    [Fact]
    public async Task An_upload_from_a_stream_that_can_seek_is_rewound_to_where_it_stood()
    {
        var issuer = new Issuer(readRefusedBodies: true);
        await using var server = await ScriptedServer.StartAsync(issuer.AnswerAsync);
        var files = server.Client(new WharfCaller(new WharfSession("stale", "r0"))).Files;
        var content = new MemoryStream(new byte[1000]) { Position = 100 };
        Assert.Equal("received 900", Assert.Single((await files.UploadFilesAsync([new FileUpload(content, "a.bin")])).Items).Name);
        Assert.Equal(1, issuer.Refused);
    }
}
