namespace Wharf.Server.Tests.Files;

public sealed class SlowUploadTests(SlowUploadTests.HurriedHost host) : IClassFixture<SlowUploadTests.HurriedHost>
{
    [Fact]
    public async Task An_upload_that_takes_longer_than_it_may_is_ended_and_leaves_nothing()
    {
        var user = host.NewUser();
        using var connection = await RawConnection.OpenAsync(user.Server);
        await connection.BeginUploadAsync(user, $"Content-Type: multipart/form-data; boundary={RawForm.Boundary}",
            "Content-Length: 100000");
        using var form = new RawForm().Part("first", FilesUser.Text(1000)).Part("second", FilesUser.Text(1000));
        await connection.SendAsync(form.Unfinished());
        var (status, text) = await connection.ReadAnswerAsync();
        Assert.Equal(408, status);
        Assert.Contains("application/problem+json", text, StringComparison.Ordinal);
        await host.AssertNothingLeftAsync(user);
    }

    public sealed class HurriedHost : FilesHost
    {
        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string>(base.Settings) { ["Wharf:Files:UploadTimeLimit"] = "00:00:00.5" };
    }
}
