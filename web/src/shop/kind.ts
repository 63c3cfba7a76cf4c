/** The four kinds of offerings in words. */
import { OfferingKind } from '@berth/sdk/browser';
import { t } from '../strings.ts';

export function kindLabel(kind: OfferingKind): string {
  switch (kind) {
    case OfferingKind.APPOINTMENT:
      return t.kinds.APPOINTMENT;
    case OfferingKind.SERVICE:
      return t.kinds.SERVICE;
    case OfferingKind.EVENT:
      return t.kinds.EVENT;
    case OfferingKind.PRODUCT:
      return t.kinds.PRODUCT;
    default:
      return ''; // a kind newer than this page
  }
}
