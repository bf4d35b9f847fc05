import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["e2e/speed/*.speed.ts"], testTimeout: 300_000 } });
