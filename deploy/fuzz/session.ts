/** A Berth of its own is fuzzed from start to end; its processes must live through it and not grow. In another one, people of one business go after what belongs to another. */
import { usageOf } from '../chaos/rig/processes.ts';
import { startCollector } from '../test/collector.ts';
import { startNetwork, type Network } from '../test/network.ts';
import { gatherCrowd } from './callers.ts';
import { runCampaign } from './campaign.ts';
import { hunt, kindsOf } from './canary/hunt.ts';
import { grown, type Sample } from './memory.ts';
import { report } from './report.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly requests: number;
  readonly atOnce: number;
  readonly say: (line: string) => void;
}

export interface FuzzOutcome {
  /** For people. */
  readonly text: string;
  /** Empty when all is well. */
  readonly findings: readonly object[];
}

/** As in a small container: with a large machine's heap, garbage that is left lying about looks like a leak. */
const SMALL_HEAP = '--max-old-space-size=192';
const SAMPLES = 100;

export async function fuzz(options: FuzzOptions): Promise<FuzzOutcome> {
  const parts = [await endure(options), await goAfterOthers(options)];
  return { text: parts.map(({ text }) => text).join('\n'), findings: parts.flatMap(({ findings }) => findings) };
}

async function endure({ seed, requests, atOnce, say }: FuzzOptions): Promise<FuzzOutcome> {
  await using network = await startNetwork({ processes: true, env: { NODE_OPTIONS: SMALL_HEAP } });
  const crowd = await gatherCrowd(network);
  const born = pidsOf(network);
  const samples: Sample[] = [];
  const every = Math.max(1, Math.floor(requests / SAMPLES));
  const onProgress = (answers: number): void => {
    if (answers % every === 0) samples.push(...memoryOf(network));
    if (answers % (every * 10) === 0) say(`${answers} of ${requests} requests`);
  };
  const result = await runCampaign({ ...crowd, url: network.url, seed, requests, atOnce, onProgress });
  const deaths = [...pidsOf(network)].filter(([name, pid]) => born.get(name) !== pid).map(([name]) => ({ why: `the ${name} process died` }));
  const growth = grown(samples).map((why) => ({ why }));
  const health = await fetch(`${network.url}/health`);
  const sick = health.ok ? [] : [{ why: `after it: ${await health.text()}` }];
  const findings = [...result.findings, ...deaths, ...growth, ...sick];
  const others = [...deaths, ...growth, ...sick].map(({ why }) => why);
  return { text: [report(result, crowd.methods.length), ...others, findings.length === 0 ? 'no findings' : `${findings.length} findings`].join('\n'), findings };
}

/** Of the requests, so many go after another business. */
const HUNTING = 0.2;

async function goAfterOthers({ seed, requests, atOnce, say }: FuzzOptions): Promise<FuzzOutcome> {
  say('now people of one business, after what belongs to another');
  await using collector = await startCollector();
  await using network = await startNetwork({ processes: true, env: { LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } });
  const { leaks, planted, shown, looked } = await hunt({ network, collector, seed, atOnce, requests: Math.ceil(requests * HUNTING) });
  const lines = [
    `${looked.answers} answers, ${looked.events} events, ${looked.logLines} lines of logs and ${looked.spans} batches of spans were searched for texts and ids that lie in ${planted.size} tables and that ${shown.size} RPCs show their owners`,
    ...kindsOf(leaks), leaks.length === 0 ? 'nothing was given away' : `${leaks.length} leaks`,
  ];
  return { text: lines.join('\n'), findings: leaks.map((why) => ({ why })) };
}

const pidsOf = ({ berth }: Network): Map<string, number | undefined> => new Map(berth.parts.map(({ name, server }) => [name, server.pid()]));

const memoryOf = ({ berth }: Network): Sample[] =>
  berth.parts.flatMap(({ name, server }) => {
    const pid = server.pid();
    const usage = pid === undefined ? undefined : usageOf(pid);
    return usage ? [{ name, rssMb: usage.rssMb }] : [];
  });
