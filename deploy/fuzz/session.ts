/** A Berth of its own is fuzzed from start to end; its processes must live through it and not grow. */
import { usageOf } from '../chaos/rig/processes.ts';
import { startNetwork, type Network } from '../test/network.ts';
import { gatherCrowd } from './callers.ts';
import { runCampaign } from './campaign.ts';
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

export async function fuzz({ seed, requests, atOnce, say }: FuzzOptions): Promise<FuzzOutcome> {
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

const pidsOf = ({ berth }: Network): Map<string, number | undefined> => new Map(berth.parts.map(({ name, server }) => [name, server.pid()]));

const memoryOf = ({ berth }: Network): Sample[] =>
  berth.parts.flatMap(({ name, server }) => {
    const pid = server.pid();
    const usage = pid === undefined ? undefined : usageOf(pid);
    return usage ? [{ name, rssMb: usage.rssMb }] : [];
  });
