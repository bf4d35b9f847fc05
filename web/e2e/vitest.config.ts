import { defineConfig } from "vitest/config";

export default defineConfig({
  // Each test has a server, a folder and a port of its own; two files at a time are what two cores carry.
  test: {
    include: ["e2e/**/*.e2e.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    expect: { poll: { timeout: 15_000 } },
  },
});
