/** Time and chance, as an input. */
export interface Clock {
  now(): number;
  random(): number;
  /** Runs the action later; the returned function takes it back. */
  after(milliseconds: number, action: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => performance.now(),
  random: () => Math.random(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
