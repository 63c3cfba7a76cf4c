import { openMemoryStand } from './contract/memory-stand.ts';
import { tablesContract } from './contract/tables.contract.ts';

describe('the tables in memory', () => tablesContract(() => openMemoryStand()));
