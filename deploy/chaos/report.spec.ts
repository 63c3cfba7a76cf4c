import { expect } from 'chai';
import { report } from './report.ts';
import type { Judgement, Performance } from './stage.ts';

const performed = (scenario: string, ...ms: number[]): Performance => ({
  scenario, faults: 3, acknowledged: 100, refused: 2, unknown: 1, recoveries: ms.map((time) => ({ part: 'booking', ms: time, readyMs: 0 })),
});
const judged = (performances: readonly Performance[], broken: Judgement['broken'] = new Map()): Judgement => ({ performances, rest: { seconds: 4.25, moving: [] }, broken });

describe('the report of chaos', () => {
  it('has one row a scenario, and one verdict for those that were judged together', () => {
    const text = report([judged([performed('kill-cycles', 900, 300, 400), performed('proxy-delay')]), judged([performed('nats-wipe', 10)])]);
    expect(text.split('\n').map((line) => line.split(/\s{2,}/))).to.deep.equal([
      ['scenario', 'faults', 'acknowledged', 'refused', 'unknown', 'recovery p50', 'max', 'at rest', 'invariants'],
      ['kill-cycles', '3', '100', '2', '1', '400 ms', '900 ms'],
      ['proxy-delay', '3', '100', '2', '1', '–', '–', '4.3 s', 'hold'],
      ['nats-wipe', '3', '100', '2', '1', '10 ms', '10 ms', '4.3 s', 'hold'],
    ]);
  });

  it('says what is broken, not more than twelve times', () => {
    const lost = Array.from({ length: 14 }, (_, index) => `booking ${index} is lost`);
    const text = report([judged([performed('kill-cycles')], new Map([['I2', lost]]))]);
    expect(text).to.match(/BROKEN: I2\n\nkill-cycles: I2, 14 found\n {2}booking 0 is lost\n/);
    expect(text).to.match(/booking 11 is lost\n {2}… and 2 more$/);
  });
});
