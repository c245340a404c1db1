import { explore } from '../../script/explore.ts';
import type { Bench } from '../bench.ts';
import { shop } from './shop.ts';

const bench: Bench = async (report) => {
  report.heading('every crash point of a consumer, in short worlds');
  for (const id of ['consumer-ack-after', 'consumer-idempotent']) {
    const exploration = { ...shop(id), checkAt: 300_000, restartAfter: 50_000 };
    const runs = explore(exploration).trials.length;
    await report.measure(id, () => explore(exploration), { units: runs, unit: 'run', forMillis: 2000 });
  }
};

export default bench;
