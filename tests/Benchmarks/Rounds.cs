namespace Wharf.Benchmarks;

/// <param name="Name">As it is printed.</param>
/// <param name="Run">One measurement; answers the time that counts, without what it prepares and tidies up.</param>
sealed record Contender(string Name, Func<Task<TimeSpan>> Run);

/// <summary>
/// Runs contenders in turn, each round in the opposite order of the one before, after rounds that do not count. What slows the
/// machine for a while thus slows all of them.
/// </summary>
sealed class Rounds
{
    readonly Dictionary<string, List<double>> seconds = [];

    public static async Task<Rounds> Alternate(int warmUps, int rounds, params Contender[] contenders)
    {
        var result = new Rounds();
        for (var round = -warmUps; round < rounds; round++)
        {
            foreach (var contender in round % 2 == 0 ? contenders : contenders.Reverse())
            {
                var time = (await contender.Run()).TotalSeconds;
                Console.WriteLine($"{(round < 0 ? "warm-up" : $"round {round + 1}"),-8} {contender.Name,-20} {time,8:0.000} s");
                if (round >= 0)
                {
                    result.Times(contender.Name).Add(time);
                }
            }
        }
        return result;
    }

    public double Median(string name) => Median(Times(name));

    /// <summary>
    /// How many times as fast <paramref name="name"/> was as <paramref name="baseline"/>: the median of the rounds' own ratios.
    /// </summary>
    public double Speed(string name, string baseline) =>
        Median(Times(baseline).Zip(Times(name), (slow, fast) => slow / fast));

    static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    List<double> Times(string name) => seconds.TryGetValue(name, out var times) ? times : seconds[name] = [];
}
