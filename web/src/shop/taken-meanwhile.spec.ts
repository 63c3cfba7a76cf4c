import { type Slot, SlotSchema } from '@berth/sdk/browser';
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { type Looked, lookAgain, withTaken } from './taken-meanwhile.ts';

const slot = (hour: number): Slot => create(SlotSchema, { time: { startTime: timestampFromDate(new Date(Date.UTC(2026, 9, 9, hour))) } });
const [nine, ten, eleven] = [slot(9), slot(10), slot(11)];
const hours = (slots: readonly Slot[]): number[] => slots.map(({ time }) => new Date(Number(time?.startTime?.seconds) * 1000).getUTCHours());
const nothing: Looked = { view: '', slots: undefined, taken: [] };

/** What is remembered after one look after the other at the same view. */
const after = (...looks: (readonly Slot[] | undefined)[]): Looked => looks.reduce<Looked>((looked, slots) => lookAgain(looked, 'October', slots), nothing);

describe('times taken meanwhile', () => {
  it('stay in their place until they are free again', () => {
    const taken = after([nine, ten, eleven], [nine, eleven]);
    expect(hours(taken.taken)).to.deep.equal([10]);
    expect(hours(withTaken(taken.slots ?? [], taken.taken))).to.deep.equal([9, 10, 11]);
    expect(after([nine, ten, eleven], [nine, eleven], [nine, ten, eleven]).taken).to.deep.equal([]);
  });

  it('stay between the other dates that begin at the same time', () => {
    const date = (sessionId: string): Slot => ({ ...nine, sessionId });
    expect(withTaken([date('ses_1'), date('ses_3')], [date('ses_2')]).map(({ sessionId }) => sessionId)).to.deep.equal(['ses_1', 'ses_2', 'ses_3']);
  });

  it('add up, also when nothing is left', () => {
    expect(hours(after([nine, ten], [ten], []).taken)).to.deep.equal([9, 10]);
  });

  it('are forgotten with another view', () => {
    expect(lookAgain(after([nine, ten], [ten]), 'November', [eleven]).taken).to.deep.equal([]);
  });

  it('are not what was never shown', () => {
    expect(after(undefined, [nine]).taken).to.deep.equal([]);
  });

  it('are the same object while nothing is new', () => {
    const looked = after([nine, ten], [ten]);
    expect(lookAgain(looked, 'October', looked.slots)).to.equal(looked);
  });
});
