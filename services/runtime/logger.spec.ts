import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { createLogger, type LogLevel } from './logger.ts';
import { inSpan } from './telemetry/spans.ts';
import { createTelemetry } from './telemetry/telemetry.ts';

function capture(level?: LogLevel) {
  const lines: string[] = [];
  const logger = createLogger({ service: 'booking', ...(level && { level }), destination: { write: (line) => void lines.push(line) } });
  return { logger, lines };
}

describe('logger', () => {
  it('writes one JSON object a line with service, level and trace', async () => {
    const { logger, lines } = capture();
    const { tracer } = createTelemetry({ serviceName: 'booking' });
    await inSpan(tracer, 'work', {}, async () => logger.info({ key: 'k' }, 'hello'));
    const entry = JSON.parse(lines[0] ?? '');
    expect(entry).to.include({ service: 'booking', level: 'info', message: 'hello', key: 'k' });
    expect(entry).to.have.property('trace_id').with.lengthOf(32);
    expect(entry).to.have.property('time').that.matches(/^\d{4}-\d\d-\d\dT/);
  });

  it('cuts secrets out by name', () => {
    const { logger, lines } = capture();
    const canary = 'canary-7f3a';
    logger.info({ password: canary, headers: { authorization: canary, cookie: canary }, payment: { clientSecret: canary } }, 'call');
    expect(lines.join()).to.contain('[redacted]');
    expect(lines.join()).not.to.contain(canary);
  });

  it('lets a process end whose reader is gone', async () => {
    const code = `
      import { createLogger } from ${JSON.stringify(new URL('./logger.ts', import.meta.url).href)};
      const logger = createLogger({ service: 'booking' });
      process.stdin.once('data', () => { logger.error('the last words'); logger.error('and more'); process.exit(7); });
      process.stderr.write('up');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'pipe'] });
    const exited = once(child, 'exit');
    try {
      await once(child.stderr, 'data');
      child.stdout.destroy();
      await once(child.stdout, 'close');
      child.stdin.write('go');
      expect(await exited).to.deep.equal([7, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is as quiet as its level says', () => {
    const { logger, lines } = capture('error');
    logger.info('not this');
    logger.error(new Error('boom'), 'this');
    expect(lines).to.have.length(1);
    expect(JSON.parse(lines[0] ?? '')).to.have.nested.property('err.message', 'boom');
  });
});
