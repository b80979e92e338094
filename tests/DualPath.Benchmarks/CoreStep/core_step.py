"""The recurrent step on Python's torch: the work of TorchCoreStep.cs, written for speed for torch 1.13, the one Debian 12 has.

A child of the core-step benchmark. Says first which torch it is, or why there is none. Then it takes requests from standard input,
one JSON object a line, and answers each with one:

  {"prepare": SHAPE, "tensors": [{"name", "shape"}, ...]}, then the tensors' bytes, fp32: {"states": {compute: base64 of [steps, rows, h]}}
  {"run": compute, "runs": N}: {"nanoseconds": this thread's processor time, "wallNanoseconds"}

where compute is fp32 or bf16, the element type of the matrix products; all else is fp32.
"""

import base64
import gc
import json
import math
import os
import platform
import sys
import time


def answer(**fields):
    print(json.dumps(fields), flush=True)


try:
    import torch
    from torch.backends import xnnpack
    from torch.nn import functional
except ImportError as error:
    answer(problem=str(error))
    sys.exit(0)


def fastest(ways, rows, columns):
    """Which way is fastest depends on the BLAS that Debian was given: its plain one takes many times as long as others."""
    x = torch.randn(rows, columns)

    def seconds(way):
        way(x)
        times = []
        for _ in range(5):
            started = time.thread_time_ns()
            for _ in range(4):
                way(x)
            times.append(time.thread_time_ns() - started)
        return min(times)

    return min(ways, key=seconds)


def product(weight, compute, rows):
    """x W^T for x [rows, in] and W [out, in]; with bf16 weights the input is rounded for the product."""
    if compute == "bf16":
        rounded = weight.to(torch.bfloat16)
        return lambda x: functional.linear(x.to(torch.bfloat16), rounded).float()
    ways = [lambda x: functional.linear(x, weight)]
    if xnnpack.enabled:
        packed = torch.ops.prepacked.linear_clamp_prepack(weight, None, None, None)
        run = torch.ops.prepacked.linear_clamp_run
        ways.append(lambda x: run(x, packed))
    if rows == 1:
        ways.append(lambda x: torch.mv(weight, x.view(-1)).view(1, -1))
    return fastest(ways, rows, weight.shape[1])


class Cache:
    """Keys and values [rows, H, positions, d], inputs of the convolution [rows, taps - 1 + positions, h], of one layer at one step."""

    def __init__(self, shape):
        entries = shape["rows"], shape["heads"], shape["positions"], shape["headSize"]
        self.keys = torch.zeros(entries)
        self.values = torch.zeros(entries)
        self.inputs = torch.zeros(shape["rows"], shape["taps"] - 1 + shape["positions"], shape["heads"] * shape["headSize"])


class Block:
    """A core block over one row per sequence [rows, h]."""

    def __init__(self, shape, tensors, layer, compute):
        self.rows, self.heads, self.head_size, self.taps = shape["rows"], shape["heads"], shape["headSize"], shape["taps"]
        self.width = self.heads * self.head_size
        self.epsilon = shape["epsilon"]
        self.turns = torch.view_as_complex(tensors["rotary"])

        def vector(name):
            return tensors[f"transformer.core_block.{layer}.{name}"]

        def linear(name):
            return product(vector(name), compute, self.rows)

        self.gain1, self.gain2, self.gain3, self.gain4 = (vector(f"norm_{i}.weight") for i in (1, 2, 3, 4))
        # Oldest tap first, as the cache lies, and the row itself added to the weight of the newest.
        canon = vector("attn.canon.weight").t().clone()
        canon[0] += 1
        self.canon = canon.flip(0).contiguous()
        self.bias = vector("attn.qk_bias").view(2, self.heads, self.head_size)
        self.qkv = linear("attn.Wqkv.weight")
        self.projection = linear("attn.proj.weight")
        self.mlp_in = linear("mlp.fc.weight")
        self.mlp_out = linear("mlp.proj.weight")

    def norm(self, x, gain):
        return (x * x.square().mean(-1, keepdim=True).add_(self.epsilon).rsqrt_()).mul_(gain)

    def attend(self, x, cache, position):
        cache.inputs.select(1, self.taps - 1 + position).copy_(x)
        x = (cache.inputs.narrow(1, position, self.taps) * self.canon).sum(1)
        qkv = self.qkv(x).view(self.rows, 3, self.heads, self.head_size)
        queries_and_keys = qkv.narrow(1, 0, 2).add_(self.bias)
        pairs = queries_and_keys.view(self.rows, 2, self.heads, self.head_size // 2, 2)
        torch.view_as_complex(pairs).mul_(self.turns[position])
        query, key, value = qkv.unbind(1)
        cache.keys.select(2, position).copy_(key)
        cache.values.select(2, position).copy_(value)

        # One query a row: products and sums, twice as fast as matrix products of one row each.
        query = query.mul_(1 / math.sqrt(self.head_size)).unsqueeze(2)
        weights = (cache.keys.narrow(2, 0, position + 1) * query).sum(-1).softmax(-1)
        return (cache.values.narrow(2, 0, position + 1) * weights.unsqueeze(-1)).sum(2).view(self.rows, self.width)

    def __call__(self, x, cache, position):
        x = self.projection(self.attend(self.norm(x, self.gain1), cache, position)).add_(x)
        x = self.norm(x, self.gain2)
        gate, value = self.mlp_in(self.norm(x, self.gain3)).chunk(2, -1)
        x = self.mlp_out(functional.silu(gate).mul_(value)).add_(x)
        return self.norm(x, self.gain4)


class CoreStep:
    """All steps of the newest position of every sequence, its context computed before."""

    def __init__(self, shape, tensors, compute, context=None):
        self.steps, self.last = shape["steps"], shape["positions"] - 1
        self.injected = tensors["injected"]
        self.adapter = product(tensors["adapterState"], compute, shape["rows"])
        self.blocks = [Block(shape, tensors, layer, compute) for layer in range(shape["layers"])]
        self.zero = torch.zeros(shape["rows"], shape["heads"] * shape["headSize"])
        self.caches = [[Cache(shape) for _ in self.blocks] for _ in range(self.steps)]
        if context is None:
            for position in range(self.last):
                self.run(position)
            return
        for own, other in zip(sum(self.caches, []), sum(context.caches, [])):
            own.keys.copy_(other.keys)
            own.values.copy_(other.values)
            own.inputs.copy_(other.inputs)

    def run(self, position):
        """The states [rows, h] after each step."""
        injected = self.injected.select(1, position)
        state, states = self.zero, []
        for caches in self.caches:
            state = self.adapter(state).add_(injected)
            for block, cache in zip(self.blocks, caches):
                state = block(state, cache, position)
            states.append(state)
        return states

    def timed(self, runs):
        thread, wall = time.thread_time_ns(), time.perf_counter_ns()
        for _ in range(runs):
            self.run(self.last)
        thread, wall = time.thread_time_ns() - thread, time.perf_counter_ns() - wall
        return {"nanoseconds": thread, "wallNanoseconds": wall}


def read(description):
    """One tensor from standard input."""
    count = math.prod(description["shape"])
    return torch.frombuffer(bytearray(sys.stdin.buffer.read(4 * count)), dtype=torch.float32).view(description["shape"])


def main():
    torch.set_num_threads(1)
    gc.disable()
    with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
        libraries = {os.path.basename(line.split()[-1]) for line in maps if "/" in line}
    blas = sorted(name for name in libraries if "blas" in name or "mkl_rt" in name)
    answer(torch=torch.__version__, python=platform.python_version(), blas=", ".join(blas), threads=torch.get_num_threads())
    steps = {}
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        if "run" in request:
            answer(**steps[request["run"]].timed(request["runs"]))
            continue
        steps.clear()
        tensors = {description["name"]: read(description) for description in request["tensors"]}
        steps["fp32"] = CoreStep(request["prepare"], tensors, "fp32")
        steps["bf16"] = CoreStep(request["prepare"], tensors, "bf16", context=steps["fp32"])
        states = {compute: torch.stack(step.run(step.last)).numpy().tobytes() for compute, step in steps.items()}
        if len(os.listdir("/proc/self/task")) > 1:
            raise RuntimeError("torch keeps other threads: a thread's clock would not see what they do for it")
        answer(states={compute: base64.b64encode(value).decode() for compute, value in states.items()})


with torch.no_grad():
    main()
