/** What the person at the terminal sees: one line a step, with how long it took. */

export interface Progress {
  /** Runs a step and reports it; its name stays on the screen while it runs. */
  step<T>(name: string, work: (report: (detail: string) => void) => Promise<T>): Promise<T>;
  line(text: string): void;
}

export function terminalProgress(output: NodeJS.WriteStream = process.stdout): Progress {
  const overwrite = output.isTTY;
  const clear = overwrite ? '\r\u001b[2K' : '';
  const line = (text: string): void => void output.write(`${clear}${text}\n`);
  return {
    line,
    async step(name, work) {
      const started = performance.now();
      const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
      let detail = '';
      const report = (text: string): void => {
        detail = text;
        if (overwrite) output.write(`${clear}  … ${name}: ${text}`);
      };
      if (overwrite) output.write(`  … ${name}`);
      try {
        const result = await work(report);
        line(`  ✓ ${`${name}${detail === '' ? '' : `: ${detail}`}`.padEnd(60)} ${seconds().padStart(7)}`);
        return result;
      } catch (error) {
        line(`  ✗ ${name}`);
        throw error;
      }
    },
  };
}
