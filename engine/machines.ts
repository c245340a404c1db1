import { broker } from './broker/machine.ts';
import { brokerPrompt } from './clients/broker-prompt.ts';
import { consumer } from './clients/consumer.ts';
import { kvLoad } from './clients/kv-load.ts';
import { kvPrompt } from './clients/kv-prompt.ts';
import { logConsumer } from './clients/log-consumer.ts';
import { logProducer } from './clients/log-producer.ts';
import { program } from './clients/program/machine.ts';
import { publisher } from './clients/publisher.ts';
import { kvMachine } from './kv/machine.ts';
import { log } from './log/machine.ts';
import type { MachineRegistry } from './sim/machine.ts';

/** Every kind of machine that a world can be made of. The only place that names every engine. */
export const MACHINES: MachineRegistry = {
  kv: kvMachine,
  broker,
  log,
  'kv-prompt': kvPrompt,
  'broker-prompt': brokerPrompt,
  publisher,
  consumer,
  'kv-load': kvLoad,
  'log-producer': logProducer,
  'log-consumer': logConsumer,
  program,
};

/** Client programs as texts: the library, why one cannot be loaded, and a folder that runs them on Node. */
export { type ExportedProgram, exportFolder } from './clients/program/export.ts';
export { LIBRARY_PROGRAMS, sourceOf } from './clients/program/library/index.ts';
export { loadErrorOf } from './clients/program/machine.ts';
/** Reads redis.conf, for a host that serves one. */
export type { ConfigFile } from './kv/config/file.ts';
export { readConfigFile } from './kv/config/file.ts';
/** What a host does with a whole data set of Redis. */
export { dataSetFile, readAhead, surveyOf } from './kv/data-set.ts';
export { globMatch } from './kv/glob.ts';
/** What files from another server are, and how a server of ours starts from them. */
export type { DiskLayout, DroppedFile, DropRefusal } from './kv/persistence/dropped.ts';
export { HEAD_MAX, layOut } from './kv/persistence/dropped.ts';
/** Says where the interpreter of scripts comes from, before a machine runs one. */
export { provideLua } from './kv/scripting/lua-source.ts';
/** How the frames of each protocol are taken apart into bytes and fields, by what their server listens to. */
export { DISSECTORS } from './wire/dissect.ts';
