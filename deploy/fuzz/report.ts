/** What a campaign found, in lines for people. */
import type { CampaignResult, Finding } from './campaign.ts';

/** Defects of one kind are told once, with one example. */
export function report({ sent, codes, answered, slowest, findings }: CampaignResult, rpcs: number): string {
  const counts = [...codes].toSorted(([, one], [, other]) => other - one).map(([code, count]) => `${code} ${count}`);
  return [
    `${sent} requests to ${rpcs} RPCs, of which ${answered.size} answered OK at least once`,
    `answers: ${counts.join(', ')}`,
    `slowest: ${Math.round(slowest.ms)} ms, ${slowest.shape} to ${slowest.rpc}`,
    ...[...Map.groupBy(findings, ({ rpc, why }) => `${rpc}: ${why}`)].map(([what, [first, ...rest]]) => `${what}, ${rest.length + 1} times${first ? example(first) : ''}`),
  ].join('\n');
}

const example = ({ number, shape, caller, headers, bodyBase64, answer }: Finding): string =>
  `\n  e.g. request ${number}, ${shape}, by ${caller}, ${JSON.stringify(headers)}\n  body (base64): ${bodyBase64.slice(0, 800)}\n  answer: ${answer}`;
