/** What one part of Berth may say to the broker and hear from it: its own events, its own consumers, its own buckets, and nothing else. */
import { streamOf } from './streams.ts';

/** A user of the broker: a service, or the gateway. */
export interface BrokerUser {
  /** Also the name of its consumers and of its inbox. */
  readonly name: string;
  /** Services whose events it takes. */
  readonly sources: readonly string[];
  /** The one type of event that it takes from some of them, by source; of the others it takes all. */
  readonly only?: Readonly<Record<string, string>>;
  /** It has events of its own. */
  readonly publishes: boolean;
  /** Hints of others that it listens to. */
  readonly hears?: readonly string[];
  /** Its key-value buckets. */
  readonly keyValues?: readonly string[];
  /** Its object stores. */
  readonly objectStores?: readonly string[];
}

/** Subjects as nats-server takes them; everything that is not named is denied. */
export interface BrokerPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** Prefix of the subjects on which a user gets answers: nobody else may listen there. */
export const inboxOf = (name: string): string => `_INBOX.${name}`;

/**
 * The permissions of a user. Streams, consumers and buckets are made by the provisioner alone: whoever may make a stream may name
 * another's as its source, and whoever may make a consumer may have it deliver to subjects that it must not publish on.
 */
export function permissionsOf(user: BrokerUser): BrokerPermissions {
  const { name, sources, publishes, hears = [], keyValues = [], objectStores = [] } = user;
  const hints = publishes ? [`changed.${name}.>`, `wake.${name}`] : [];
  return {
    publish: [
      ...(publishes ? [`berth.${name}.>`, ...readsOf(streamOf(name))] : []),
      ...hints,
      ...sources.flatMap((source) => consumes(streamOf(source), name)),
      ...keyValues.flatMap((bucket) => [`$KV.${bucket}.>`, ...readsOf(`KV_${bucket}`)]),
      ...objectStores.flatMap(storesObjects),
    ],
    subscribe: [`${inboxOf(name)}.>`, ...hints, ...hears],
  };
}

const readsOf = (stream: string): string[] => [`$JS.API.STREAM.INFO.${stream}`, `$JS.API.STREAM.MSG.GET.${stream}`];

const consumes = (stream: string, consumer: string): string[] => [
  `$JS.API.STREAM.INFO.${stream}`,
  `$JS.API.CONSUMER.INFO.${stream}.${consumer}`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
  `$JS.ACK.${stream}.${consumer}.>`,
];

/** The client reads an object through a consumer that goes again, finds its stream by subject, and takes out what it replaces. */
function storesObjects(bucket: string): string[] {
  const stream = `OBJ_${bucket}`;
  return [
    `$O.${bucket}.>`,
    ...readsOf(stream),
    '$JS.API.STREAM.NAMES',
    `$JS.API.STREAM.PURGE.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.>`,
    `$JS.API.CONSUMER.DELETE.${stream}.>`,
    `$JS.FC.${stream}.>`,
  ];
}
