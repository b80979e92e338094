using DualPath.Model.Kernels;
using DualPath.Model.Weights;

namespace DualPath.Model;

/// <summary>
/// The routed experts of a core block (specification 7), over the normed rows n in the workspace:
/// <code>
/// score_e = sigmoid(w_e·n);  chosen = the k experts of greatest score_e + bias_e;  out = Σ over chosen e of score_e·Expert_e(n)
/// </code>
/// in ascending order of e, so that a row's sum does not depend on the rows beside it. An expert is a gated MLP. The router is one for all recurrent steps: what a
/// step does depends on the state alone.
/// </summary>
internal sealed unsafe class ExpertMlp(RecurrentDepthModel model, Workspace work)
{
    private readonly ModelConfig _config = model.Config;
    private readonly Kernel _kernel = model.Kernel;

    /// <summary>Adds the experts' output to the stream [rows, h].</summary>
    public void Add(ExpertWeights weights, int rows)
    {
        int h = _config.HiddenSize;
        int experts = _config.CoreExperts;
        int inner = _config.CoreExpertSize;
        _kernel.Multiply(work.Normed, h, rows, weights.Router, work.Router, experts);
        for (int i = 0; i < rows; i++)
        {
            Choose(work.Router + ((long)i * experts), weights.Bias.Data);
        }

        for (int expert = 0; expert < experts; expert++)
        {
            int count = Gather(expert, rows);
            if (count == 0)
            {
                continue;
            }

            _kernel.Multiply(work.Gathered, h, count, weights.In[expert], work.Inner, 2 * inner);
            for (int i = 0; i < count; i++)
            {
                float* gate = work.Inner + ((long)i * 2 * inner);
                _kernel.Gate(gate, gate, inner);
                float score = work.Router[((long)work.GatheredFrom[i] * experts) + expert];
                for (int j = 0; j < inner; j++)
                {
                    gate[j] *= score;
                }
            }

            _kernel.Multiply(work.Inner, 2 * inner, count, weights.Out[expert], work.Gathered, h);
            for (int i = 0; i < count; i++)
            {
                _kernel.Add(work.Stream + ((long)work.GatheredFrom[i] * h), work.Gathered + ((long)i * h), h);
            }
        }
    }

    /// <summary>Turns logits into scores; those of experts that are not chosen become zero. Of equal ones the first is chosen.</summary>
    private void Choose(float* scores, float* bias)
    {
        int experts = _config.CoreExperts;
        for (int e = 0; e < experts; e++)
        {
            scores[e] = 1 / (1 + MathF.Exp(-scores[e]));
        }

        // A chosen score is kept as its negative until all are chosen. Where nothing can be compared (not a number), nothing is chosen.
        for (int chosen = 0; chosen < _config.CoreExpertsActive; chosen++)
        {
            int best = -1;
            for (int e = 0; e < experts; e++)
            {
                if (scores[e] >= 0 && (best < 0 || scores[e] + bias[e] > scores[best] + bias[best]))
                {
                    best = e;
                }
            }

            if (best < 0)
            {
                break;
            }

            scores[best] = scores[best] > 0 ? -scores[best] : -float.Epsilon;
        }

        for (int e = 0; e < experts; e++)
        {
            scores[e] = scores[e] < 0 ? -scores[e] : 0;
        }
    }

    /// <summary>Copies the rows that chose an expert side by side.</summary>
    private int Gather(int expert, int rows)
    {
        int h = _config.HiddenSize;
        int count = 0;
        for (int i = 0; i < rows; i++)
        {
            if (work.Router[((long)i * _config.CoreExperts) + expert] > 0)
            {
                new ReadOnlySpan<float>(work.Normed + ((long)i * h), h).CopyTo(new Span<float>(work.Gathered + ((long)count * h), h));
                work.GatheredFrom[count++] = i;
            }
        }

        return count;
    }
}
