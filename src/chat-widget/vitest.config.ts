import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Files that need a page say so in their first line.
    environment: 'node',
    restoreMocks: true,
  },
});
