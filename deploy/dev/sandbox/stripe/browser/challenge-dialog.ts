/** The 3-D Secure challenge as a modal dialog; it ends with Complete or Fail, and closing it is Fail. */
import { type Appearance, applyAppearance } from './appearance.ts';
import { create, shadow } from './dom.ts';
import { DIALOG_CSS } from './styles.ts';

export type ChallengeOutcome = 'complete' | 'fail';

export function askCustomer(amount: string, appearance: Appearance): Promise<ChallengeOutcome> {
  const complete = create('button', { type: 'button', class: 'primary' }, 'Complete');
  const fail = create('button', { type: 'button' }, 'Fail');
  const dialog = create(
    'dialog',
    { 'aria-labelledby': 'title', 'aria-describedby': 'text' },
    create('h2', { id: 'title' }, '3-D Secure'),
    create(
      'p',
      { id: 'text' },
      'Your bank asks you to confirm the payment of ',
      create('strong', {}, amount),
      '. This is the sandbox: choose how it ends.',
    ),
    create('div', { class: 'actions' }, fail, complete),
  );
  const host = create('div', {});
  applyAppearance(host, appearance);
  shadow(host, DIALOG_CSS).append(dialog);
  document.body.append(host);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      host.remove();
      resolve(dialog.returnValue === 'complete' ? 'complete' : 'fail');
    });
    complete.addEventListener('click', () => dialog.close('complete'));
    fail.addEventListener('click', () => dialog.close('fail'));
    dialog.showModal();
    complete.focus();
  });
}
