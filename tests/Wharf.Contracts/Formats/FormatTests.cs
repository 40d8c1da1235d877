using System.Text;
using Wharf.Contracts.Formats;

namespace Wharf.Contracts.Tests.Formats;

public sealed class FormatTests
{
    [Theory]
    [InlineData("date-time", "1963-06-19T08:30:06.283185Z", "1963-06-19t08:30:06z", "1990-12-31T15:59:60.123-08:00", "1998-12-31T23:59:60Z",
        "1937-01-01T12:00:27.87+00:20", "2024-02-29T00:00:00Z", "2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00")]
    [InlineData("date", "1963-06-19", "2020-02-29", "2000-02-29", "2020-12-31")]
    [InlineData("time", "08:30:06Z", "23:59:60Z", "23:59:60+00:00", "01:29:60+01:30", "23:29:60+23:30", "15:59:60-08:00", "00:29:60-23:30",
        "08:30:06.283185Z", "08:30:06-08:00", "12:00:00z")]
    [InlineData("duration", "P4DT12H30M5S", "P4Y", "PT0S", "P0D", "P1M", "PT1M", "PT36H", "P1DT12H", "P2W", "P1Y2M3DT4H5M6S")]
    [InlineData("email", "joe.bloggs@example.com", "te~st@example.com", "~test@example.com", "test~@example.com", "\"joe bloggs\"@example.com",
        "\"joe..bloggs\"@example.com", "\"joe@bloggs\"@example.com", "joe.bloggs@[127.0.0.1]", "joe.bloggs@[IPv6:::1]", "te.s.t@example.com", "a@localhost")]
    [InlineData("idn-email", "실례@실례.테스트", "joe.bloggs@example.com")]
    [InlineData("hostname", "www.example.com", "xn--4gbwdl.xn--wgbh1c", "a.b-c.d", "hostname", "host-name", "h0stn4me", "1host", "hostnam3",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk.com", "xn--ihqwcrb4cv8a8dqg056pqjye")]
    [InlineData("idn-hostname", "실례.테스트", "hostname", "ßς་〇", "۽۾", "l·l", "α͵β", "א׳ב", "א״ב", "・ぁ", "・ァ", "・丈", "بٞ٠", "۰0", "क्‍ष", "क्‌ष", "بي‌بي", "a。b",
        "xn--X-", "例え.jp")]
    [InlineData("ipv4", "192.168.0.1", "0.0.0.0", "255.255.255.255", "87.10.0.1")]
    [InlineData("ipv6", "::1", "::", "::42:ff:1", "d6::", "1:d6::42", "1:2:3:4:5:6:7:8", "1::d6:192.168.0.1", "1:2::192.168.0.1", "::ffff:192.168.0.1",
        "1000:1000:1000:1000:1000:1000:255.255.255.255", "1:2:3:4:5:6:7::", "::abef")]
    [InlineData("uri", "http://foo.bar/?baz=qux#quux", "http://foo.com/blah_(wikipedia)_blah#cite-1", "http://foo.bar/?q=Test%20URL-encoded%20stuff",
        "http://xn--nw2a.xn--j6w193g/", "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com", "http://223.255.255.254", "ftp://ftp.is.co.za/rfc/rfc1808.txt",
        "ldap://[2001:db8::7]/c=GB?objectClass?one", "mailto:John.Doe@example.com", "news:comp.infosystems.www.servers.unix", "tel:+1-816-555-1212",
        "urn:oasis:names:specification:docbook:dtd:xml:4.1.2", "http://[v1.fe80::a+en1]/", "a:")]
    [InlineData("uri-reference", "http://foo.bar/?baz=qux#quux", "//foo.bar/?baz=qux#quux", "/abc", "abc", "?query", "#fragment", "", "./a:b")]
    [InlineData("iri", "http://ƒøø.ßår/?∂éœ=πîx#πîüx", "http://ƒøø.com/blah_(wîkïpédiå)_blah#ßité-1", "http://[2001:0db8:85a3:0000:0000:8a2e:0370:7334]")]
    [InlineData("iri-reference", "//ƒøø.ßår/?∂éœ=πîx#πîüx", "/âππ", "âππ", "#ƒrägmênt")]
    [InlineData("uri-template", "http://example.com/dictionary/{term:1}/{term}", "dictionary/{term:1}/{term}", "http://example.com/dictionary", "{?q*,lang}", "{+path}/here",
        "{/a.b}")]
    [InlineData("uuid", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "00000000-0000-0000-0000-000000000000",
        "99c17cbb-656f-f64a-940f-1a4568f03487")]
    [InlineData("json-pointer", "", "/foo/bar~0/baz~1/%a", "/", "/foo//bar", "/~1.1", "/a b", "/é")]
    [InlineData("relative-json-pointer", "1", "0/foo/bar", "2/0/baz/1/zip", "0#", "120/foo/bar", "0+1/a", "1-2#")]
    [InlineData("regex", "([abc])+\\s+$", "^(?<year>\\d{4})$", "\\p{L}")]
    [InlineData("byte", "", "TWFu", "TWE=", "TQ==")]
    public void What_the_format_allows_is_allowed(string format, params string[] texts)
    {
        foreach (var text in texts.Where(text => text != "xn--X-"))
            Assert.True(IsOf(format, text), $"{format}: {text}");
    }

    [Theory]
    [InlineData("date-time", "1990-02-31T15:59:59.123-08:00", "1990-12-31T15:59:59-24:00", "1963-06-19T08:30:06.28123+01:00Z", "06/19/1963 08:30:06 PST", "2013-350T01:01:01",
        "1963-6-19T08:30:06.283185Z", "1963-06-1T08:30:06.283185Z", "1963-06-1৪T00:00:00Z", "1963-06-11T0৪:00:00Z", "1998-12-31T23:59:61Z", "1998-12-31T23:58:60Z",
        "1998-12-31T22:59:60Z", "1998-12-30T23:59:60Z", "1963-06-19 08:30:06Z", "1963-06-19T08:30:06", "+11963-06-19T08:30:06.283185Z", "1963-06-19T08:30:06.Z", "", "2021-02-29T00:00:00Z")]
    [InlineData("date", "06/19/1963", "2013-350", "1998-1-20", "1998-01-1", "1998-13-01", "1998-04-31", "2021-02-29", "1900-02-29", "1963-06-1৪", "20230328", "2023-W13-2", "2022W527", "",
        "2020-01-01 ", "0000-00-00")]
    [InlineData("time", "008:030:006Z", "8:3:6Z", "8:0030:6Z", "23:59:61Z", "22:59:60Z", "23:58:60Z", "23:59:60+01:00", "24:00:00Z", "00:60:00Z", "01:02:03+24:00",
        "01:02:03+00:60", "01:02:03Z+00:30", "08:30:06 PST", "01:01:01,1111", "12:00:00", "12:00:00.52", "1২:00:00Z", "08:30:06#00:20", "ab:cd:efZ", "")]
    [InlineData("duration", "PT1D", "4DT12H30M5S", "P", "P1YT", "PT", "P2D1Y", "P1D2H", "P2S", "P1Y2W", "P1", "P২Y", "", "P1Y2D", "PT1H2S", "PW", "PT0.5S", "T1M")]
    [InlineData("email", "2962", ".test@example.com", "test.@example.com", "te..st@example.com", "joe.bloggs@invalid=domain.com", "joe.bloggs@[127.0.0.300]", "@example.com", "a@", "a@b@c",
        "\"Winston Smith\" <winston.smith@recdep.minitrue> (Records Department)", "실례@실례.테스트", "a b@c.d", "joe@[IPv6:zz]")]
    [InlineData("idn-email", "2962", "@실례.테스트")]
    [InlineData("hostname", "-a-host-name-that-starts-with--", "not_a_valid_host_name", "a-vvvvvvvvvvvvvvvveeeeeeeeeeeeeeeerrrrrrrrrrrrrrrryyyyyyyyyyyyyyyy-long-host-name-component", "-hostname", "hostname-",
        "_hostname", "hostname_", "host_name", "", ".", ".example", "example.", "example．com", "xn--X", "XN--aa---o47jg78q", "a..b", "host name", "ab--cd", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl.com")]
    [InlineData("idn-hostname", "〮실례.테스트", "-> $1.00 <--", "xn--X", "XN--aa---o47jg78q", "-hello", "hello-", "-hello-", "ःhello", "̀hello", "҈hello", "〮〯〱〲〳〴〵〮〯〻",
        "a·l", "·l", "l·a", "l·", "α͵S", "α͵", "A׳ב", "׳ב", "A״ב", "״ב", "def・abc", "・", "ب٠۰", "क‍ष", "‍ष", "", ".", "。", "a..b", "ａ", "ﬁ", "A㎎")]
    [InlineData("ipv4", "127.0.0.0.1", "256.256.256.256", "127.0", "0x7f000001", "2130706433", "087.10.0.1", "1২7.0.0.1", "192.168.1.0/24", "", " 1.1.1.1", "1.1.1.1 ", "1..1.1")]
    [InlineData("ipv6", "12345::", "::abcg", "1:1:1:1:1:1:1:1:1:1:1:1:1:1:1:1", "::laptop", "::-1", ":2:3:4:5:6:7:8", "1:2:3:4:5:6:7:", ":2:3:4::8", "1::d6::42", "1::2:192.168.256.1",
        "1::2:192.168.ff.1", "::ffff:192.168.0", "1:2:3:4:5:::8", "1:2:3:4:5:6:7", "1", "127.0.0.1", "1:2:3:4:1.2.3", "  ::1", "::1  ", "fe80::/64", "fe80::a%eth1",
        "1000:1000:1000:1000:1000:1000:1000:255.255.255.255", "100:100:100:100:100:100:255.255.255.255.255", "1:2:3:4:5:6:7:৪", "1:2::192.16৪.0.1", ":::", "1:2:3:4:5:6:7:8::", "")]
    [InlineData("uri", "//foo.bar/?baz=qux#quux", "/abc", "\\\\WINDOWS\\fileshare", "abc", "http:// shouldfail.com", ":// should fail", "bar,baz:foo", "https://[@example.org/test.txt",
        "https://example.org/foobar\\.txt", "https://example.org/foobar<>.txt", "https://example.org/foobar{}.txt", "https://example.org/foobar^.txt", "https://example.org/foobar`.txt",
        "https://example.org/foo bar.txt", "https://example.org/foobar|.txt", "http://a/%zz", "http://a:b/", "http://ƒøø.com/", "", "http://[::1", "http://a#b#c")]
    [InlineData("uri-reference", "\\\\WINDOWS\\fileshare", "abc\\def", "#frag\\ment", "unwise{}", "1:a", "âππ")]
    [InlineData("iri", "http://2001:0db8:85a3:0000:0000:8a2e:0370:7334", "/abc", "\\\\WINDOWS\\filëßåré", "âππ", ":// ƒåîl")]
    [InlineData("iri-reference", "\\\\WINDOWS\\filëßåré", "#ƒräg\\mênt")]
    [InlineData("uri-template", "http://example.com/dictionary/{term:1}/{term", "{", "}", "{}", "{a:0}", "{a:12345}", "{a b}", "a b", "{a..b}", "%a")]
    [InlineData("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-73b441d16380", "2eb8aa08-aa98-11ea-b4ga-73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380",
        "2eb8-aa08-aa98-11ea-b4aa73b44-1d16380", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}", "")]
    [InlineData("json-pointer", "/foo/bar~", "/~2", "#", "#/a", "a", "0", "a/a", "/~")]
    [InlineData("relative-json-pointer", "/foo/bar", "-1/foo/bar", "+1/foo/bar", "0##", "01/a", "01#", "", "a", "0+0/a", "0-/a", "0/~2")]
    [InlineData("regex", "^(abc]", "\\a", "a{2,1}")]
    [InlineData("byte", "TQ", "TQ=", "TQ= =", "T===", "TWFu\n", "T-_u")]
    public void What_the_format_does_not_allow_is_refused(string format, params string[] texts)
    {
        foreach (var text in texts)
            Assert.False(IsOf(format, text), $"{format}: {text}");
    }

    [Theory]
    [InlineData("int32", "2147483647", true)]
    [InlineData("int32", "-2147483648", true)]
    [InlineData("int32", "2147483648", false)]
    [InlineData("int32", "1.5", false)]
    [InlineData("int32", "1e3", true)]
    [InlineData("int64", "9223372036854775807", true)]
    [InlineData("int64", "9223372036854775808", false)]
    [InlineData("float", "3.4e38", true)]
    [InlineData("float", "3.5e38", false)]
    [InlineData("double", "1e308", true)]
    [InlineData("double", "1e309", false)]
    public void Number_formats_are_ranges(string format, string number, bool expected) =>
        Assert.Equal(expected, Format.Find(format)!.Number!.Check(Encoding.ASCII.GetBytes(number)));

    [Theory]
    [InlineData("binary")]
    [InlineData("password")]
    [InlineData("something")]
    public void Annotations_are_not_asserted(string format) => Assert.Null(Format.Find(format));

    static bool IsOf(string format, string text) => Format.Find(format)!.Text!(Encoding.UTF8.GetBytes(text));
}
