using System.Globalization;
using System.Text;

namespace Wharf.Benchmarks;

/// <summary>The last line of a benchmark, for machines: `RESULT name key=value …`.</summary>
sealed class ResultLine(string benchmark)
{
    readonly StringBuilder line = new($"RESULT {benchmark}");

    public ResultLine Add(string key, double value)
    {
        line.Append(CultureInfo.InvariantCulture, $" {key}={value:0.###}");
        return this;
    }

    public void Print() => Console.WriteLine(line);
}
