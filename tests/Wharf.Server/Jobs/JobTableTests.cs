using Npgsql;
using Wharf.TestHost;

namespace Wharf.Server.Tests.Jobs;

/// <summary>Rows that make no sense cannot exist, whoever writes them.</summary>
public sealed class JobTableTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("kind = 'NoDots'", "jobs_kind")]
    [InlineData("payload = '[]'", "jobs_payload")]
    [InlineData("priority = 3", "jobs_priority")]
    [InlineData("unique_key = ''", "jobs_unique_key")]
    [InlineData("state = 'lost', attempt = 1, started_at = now()", "jobs_state")]
    [InlineData("max_attempts = 0", "jobs_attempts")]
    [InlineData("attempt = 6, started_at = now()", "jobs_attempts")]
    [InlineData("interruptions = 1", "jobs_attempts")]
    [InlineData("worker = 'w'", "jobs_held_while_running")]
    [InlineData("leased_until = now()", "jobs_held_while_running")]
    [InlineData("state = 'running', attempt = 1, started_at = now()", "jobs_held_while_running")]
    [InlineData("state = 'running', attempt = 1, started_at = now(), worker = 'w'", "jobs_held_while_running")]
    [InlineData("state = 'running', worker = 'w', leased_until = now()", "jobs_started")]
    [InlineData("attempt = 1", "jobs_started")]
    [InlineData("state = 'done', finished_at = now()", "jobs_started")]
    [InlineData("state = 'done', attempt = 1, started_at = now()", "jobs_finished")]
    [InlineData("finished_at = now()", "jobs_finished")]
    [InlineData("state = 'failed', attempt = 1, started_at = now(), finished_at = now()", "jobs_failed_with_reason")]
    public async Task Nonsense_is_refused(string change, string constraint)
    {
        var id = Guid.NewGuid();
        await test.DataSource.ExecuteAsync(
            "INSERT INTO jobs (id, kind, payload, priority, max_attempts) VALUES (@id, 'test.work', '{}', 1, 5)", new { id });

        var error = await Assert.ThrowsAsync<PostgresException>(
            () => test.DataSource.ExecuteAsync($"UPDATE jobs SET {change} WHERE id = @id", new { id }));

        Assert.Equal((PostgresErrorCodes.CheckViolation, constraint), (error.SqlState, error.ConstraintName));
    }

    [Fact]
    public async Task A_recurring_job_has_a_sensible_interval()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(
            () => test.DataSource.ExecuteAsync("INSERT INTO recurring_jobs (kind, every) VALUES ('test.work', '0 seconds')"));

        Assert.Equal("recurring_jobs_every", error.ConstraintName);
    }
}
