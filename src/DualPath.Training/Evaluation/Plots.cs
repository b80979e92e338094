using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace DualPath.Training.Evaluation;

/// <summary>The figures of training and evaluation as SVG.</summary>
internal static class Plots
{
    private const double Width = 900;
    private const double Height = 520;

    // Colours that stay apart for colour-blind readers (Okabe and Ito), then again with another dash.
    private static readonly OxyColor[] Colours =
    [
        OxyColor.FromRgb(0, 114, 178), OxyColor.FromRgb(213, 94, 0), OxyColor.FromRgb(0, 158, 115), OxyColor.FromRgb(204, 121, 167), OxyColor.FromRgb(230, 159, 0),
        OxyColor.FromRgb(86, 180, 233), OxyColor.FromRgb(60, 60, 60),
    ];

    private static readonly LineStyle[] Dashes = [LineStyle.Solid, LineStyle.Dash, LineStyle.Dot, LineStyle.DashDot];

    /// <summary>Accuracy at the greatest depth over the tokens trained on, a line per task, from the table that training keeps.</summary>
    public static void WriteCurves(string csv, string svg)
    {
        var points = File.ReadLines(csv).Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length == 6)
            .Select(cells => (Tokens: Number(cells[0]) / 1e6, Task: cells[2], Steps: Number(cells[4]), Accuracy: Number(cells[5]) * 100)).ToArray();
        if (points.Length == 0)
        {
            return;
        }

        double depth = points.Max(point => point.Steps);
        Write(
            svg,
            $"Held-out accuracy while training, r = {depth}, mean over levels",
            new LinearAxis { Position = AxisPosition.Bottom, Title = "tokens trained on, millions", Minimum = 0 },
            points.Where(point => point.Steps == depth).GroupBy(point => point.Task).OrderBy(task => task.Key, StringComparer.Ordinal)
                .Select(task => (task.Key, task.GroupBy(point => point.Tokens).Select(at => (at.Key, at.Average(point => point.Accuracy))))));
    }

    /// <summary>Accuracy over recurrent steps, a line per domain.</summary>
    public static void WriteDepths(EvaluationReport report, string svg) => Write(
        svg,
        "Right answers by recurrent steps",
        new LogarithmicAxis { Position = AxisPosition.Bottom, Title = "recurrent steps r", Base = 2, Minimum = report.Steps[0], Maximum = report.Steps[^1] },
        report.Domains.Select(domain => (domain.Name, report.Steps.Zip(domain.ExactMatch, (steps, right) => ((double)steps, right * 100)))));

    /// <summary>Right answers over time per answer, relative to plain decoding at full depth: a line through the fixed depths, a mark for every other way.</summary>
    public static void WritePolicies(IEnumerable<(string Name, double Time, double Right)> fixedDepths, IEnumerable<(string Name, double Time, double Right)> others, string svg) => Write(
        svg,
        "Right answers by time per answer",
        new LogarithmicAxis { Position = AxisPosition.Bottom, Title = "time per answer, plain decoding at full depth = 1", Base = 2 },
        others.Select(other => (other.Name, (IEnumerable<(double, double)>)[(other.Time, other.Right * 100)]))
            .Prepend(("fixed depth", fixedDepths.Select(depth => (depth.Time, depth.Right * 100)))),
        least: Math.Floor(fixedDepths.Concat(others).Min(way => way.Right) * 10) * 10);

    private static void Write(string svg, string title, Axis depth, IEnumerable<(string Name, IEnumerable<(double X, double Y)> Points)> lines, double least = 0)
    {
        var plot = new PlotModel { Title = title, Background = OxyColors.White, TitleFontSize = 14, Padding = new OxyThickness(12, 16, 30, 12) };
        plot.Legends.Add(new Legend { LegendPosition = LegendPosition.RightTop, LegendPlacement = LegendPlacement.Outside, LegendLineSpacing = 4 });
        depth.MajorGridlineStyle = LineStyle.Solid;
        depth.MajorGridlineColor = OxyColors.WhiteSmoke;
        plot.Axes.Add(depth);
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Title = "right, %",
            Minimum = least,
            Maximum = 101,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColors.WhiteSmoke,
        });
        int index = 0;
        foreach (var (name, points) in lines)
        {
            // The exporter measures with another font than the viewer may have, and clips: room for the difference.
            var series = new LineSeries { Title = name.PadRight((name.Length * 3 / 2) + 4, '\u00a0'), Color = Colours[index % Colours.Length], LineStyle = Dashes[index / Colours.Length % Dashes.Length], StrokeThickness = 2 };
            series.Points.AddRange(points.Select(point => new DataPoint(point.X, point.Y)));
            if (series.Points.Count == 1)
            {
                (series.MarkerType, series.MarkerSize, series.MarkerFill) = ((MarkerType)(1 + (index % 4)), 6, series.Color);
            }

            plot.Series.Add(series);
            index++;
        }

        using var stream = File.Create(svg);
        // Otherwise the vertical position of text is left to an attribute that not every viewer knows.
        new SvgExporter { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true }.Export(plot, stream);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
