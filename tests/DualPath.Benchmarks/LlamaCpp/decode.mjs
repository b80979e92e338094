// Decodes greedily with llama.cpp on one thread and prints the milliseconds per token, one round after the other.
// node decode.mjs MODEL.gguf PROMPT_TOKENS ANSWER_TOKENS ROUNDS
import { getLlama } from "node-llama-cpp";

const [file, promptTokens, answerTokens, rounds] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const llama = await getLlama({ gpu: false, build: "never", maxThreads: 1, logLevel: "error" });
const model = await llama.loadModel({ modelPath: file });
const context = await model.createContext({ contextSize: promptTokens + answerTokens + 8, batchSize: promptTokens, threads: 1, sequences: 1 });
const sequence = context.getSequence();
const prompt = Array.from({ length: promptTokens }, (_, i) => 300 + ((i * 37) % 200));
const milliseconds = [];
for (let round = 0; round < rounds; round++) {
  await sequence.clearHistory();
  let tokens = 0;
  let started = 0;
  for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    // The first token pays for the prompt.
    if (tokens === 0) {
      started = performance.now();
    }
    if (tokens++ === answerTokens) {
      break;
    }
  }
  milliseconds.push((performance.now() - started) / answerTokens);
}
console.log(JSON.stringify({ milliseconds, version: llama.llamaCppRelease?.release ?? "unknown" }));
process.exit(0);
