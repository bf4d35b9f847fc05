/** Learning steps, as people write them: `1m 10m 1d`. They are kept in minutes. */

const MINUTES: Record<string, number> = { s: 1 / 60, m: 1, h: 60, d: 1440 };
const STEP = /^(\d+(?:\.\d+)?)([smhd]?)$/;

/** Reads steps; null where one cannot be read. A number alone is minutes. */
export function readSteps(text: string): number[] | null {
  const steps = text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const [, amount, unit] = STEP.exec(word) ?? [];
      return amount === undefined ? null : Number(amount) * (MINUTES[unit === "" ? "m" : (unit ?? "m")] ?? 1);
    });
  return steps.some((step) => step === null || step <= 0) ? null : (steps as number[]);
}

/** Writes steps in the largest unit that leaves no rest. */
export function showSteps(steps: readonly number[]): string {
  return steps.map(showStep).join(" ");
}

function showStep(minutes: number): string {
  const seconds = Math.round(minutes * 60);
  const unit = (["d", "h", "m"] as const).find((name) => seconds % ((MINUTES[name] ?? 1) * 60) === 0) ?? "s";
  return `${Number((seconds / 60 / (MINUTES[unit] ?? 1)).toFixed(0))}${unit}`;
}
