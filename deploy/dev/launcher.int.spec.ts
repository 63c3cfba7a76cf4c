import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { freeOffset } from '../test/free-offset.ts';
import { adminPort } from './environment.ts';
import { startBerth } from './launcher.ts';
import { lockHolder } from './launcher-lock.ts';
import type { Progress } from './progress.ts';
import type { ServiceEntry } from './services.ts';
import { type DevSettings, readDevSettings } from './settings.ts';
import { StartFailure } from './start-failure.ts';

const progress: Progress = { step: (_, work) => work(() => undefined), line: () => undefined };

async function failureOf(work: Promise<unknown>): Promise<Error> {
  const failure = await work.then(() => undefined, (error: unknown) => error);
  if (failure instanceof Error) return failure;
  throw new Error('it did not fail');
}

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('the launcher', function () {
  this.timeout(60_000);
  let dir: string;
  let settings: DevSettings;
  let parts: number;

  const choose = async (): Promise<DevSettings> => readDevSettings({ BERTH_DIR: join(dir, 'data'), PATH: process.env['PATH'], PORT_OFFSET: String(await freeOffset()) });

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'berth-launcher-'));
    parts = 0;
    settings = await choose();
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  /** A part that is one script; it listens nowhere. */
  async function part(name: string, script: string, start = async (): Promise<AsyncDisposable> => ({ [Symbol.asyncDispose]: async () => undefined })): Promise<ServiceEntry> {
    const main = join(dir, `${name}.mjs`);
    await writeFile(main, script);
    parts += 1;
    return { name, port: 3_000 + parts, main: pathToFileURL(main), prepare: async () => ({ start }) };
  }

  it('names a taken port before anything is started or written', async () => {
    const squatter = await occupy(settings.gatewayPort);
    const failure = await failureOf(startBerth({ settings, progress, entries: [] }));
    squatter.close();
    expect(failure).to.be.instanceOf(StartFailure);
    expect(failure.message).to.match(/^Port \d+ \(the gateway\) is taken\. Stop the program that uses it, or choose another one with PORT\.$/);
    expect(await readdir(dir)).to.deep.equal([]);
  });

  it('does not start twice on one directory, and frees it when stopped', async () => {
    const berth = await startBerth({ settings, progress, entries: [] });
    expect((await failureOf(startBerth({ settings: await choose(), progress, entries: [] }))).message).to.match(
      /^Berth already runs here \(process \d+\)\. Stop it first/,
    );
    await berth[Symbol.asyncDispose]();
    expect(await lockHolder(settings.dataDir)).to.equal(undefined);
    await using again = await startBerth({ settings, progress, entries: [] });
    expect(again.infrastructure.servers.map(({ name }) => name)).to.deep.equal(['Postgres', 'NATS']);
  });

  it('stops in reverse what had started when a part cannot start', async () => {
    const events: string[] = [];
    const first = await part('first', '', async () => ({ [Symbol.asyncDispose]: async () => void events.push('first stopped') }));
    const second = await part('second', '', () => Promise.reject(new StartFailure('The second cannot start.')));
    expect((await failureOf(startBerth({ settings, progress, entries: [first, second] }))).message).to.equal('The second cannot start.');
    expect(events).to.deep.equal(['first stopped']);
    await using free = await occupy(settings.postgresPort);
    expect(free.listening).to.equal(true);
    expect(await lockHolder(settings.dataDir)).to.equal(undefined);
  });

  it('with a process each: waits until it is ready, logs for it, starts it again when it crashes, and tells when it does not stay up', async () => {
    const serve = `
      import { createServer } from 'node:http';
      console.log(JSON.stringify({ level: 'info', name: 'ready', database: process.env.DATABASE_URL.split('@').at(-1) }));
      createServer((request, response) => {
        response.end('ready');
        if (request.url === '/crash') { console.error('FATAL: out of luck'); process.exit(7); }
      }).listen(process.env.ADMIN_PORT, '127.0.0.1');`;
    const entry = await part('fake', serve);
    const patience = { attempts: 1, windowMs: 60_000, pauseMs: 1 };
    await using berth = await startBerth({ settings, progress, entries: [entry], processes: true, patience });
    const url = `http://127.0.0.1:${adminPort(entry, settings)}`;
    expect(await (await fetch(`${url}/readyz`)).text()).to.equal('ready');
    const pid = berth.parts[0]?.server.pid();
    await fetch(`${url}/crash`).catch(() => undefined);
    while (!(await fetch(`${url}/readyz`).then((reply) => reply.ok, () => false))) await new Promise(setImmediate);
    expect(berth.parts[0]?.server.pid()).to.be.a('number').that.does.not.equal(pid);
    await fetch(`${url}/crash`).catch(() => undefined);
    expect((await berth.failed).message).to.match(/^The fake service stopped \(exit code 7\): FATAL: out of luck\. Its log: .*logs\/fake\.log It does not stay up\.$/);
  });

  it('with a process each: one that dies at start is one line, and nothing stays', async () => {
    const entry = await part('broken', `console.error('PAYMENT_KEY is not set: must be a key'); process.exit(1);`);
    const failure = await failureOf(startBerth({ settings, progress, entries: [entry], processes: true }));
    expect(failure.message).to.match(/^The broken service stopped \(exit code 1\): PAYMENT_KEY is not set: must be a key\./);
    expect(await lockHolder(settings.dataDir)).to.equal(undefined);
  });
});
