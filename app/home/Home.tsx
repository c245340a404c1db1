import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { NodeView } from '../../engine/scene/views.ts';
import { shownKey } from '../keys/key-map.ts';
import { FatePanel } from '../lab/FatePanel.tsx';
import { Selection } from '../lab/Selection.tsx';
import { useStops, useTime } from '../lab/use-time.ts';
import { WorldGate } from '../lab/WorldGate.tsx';
import { BrokerStage } from '../stage/broker/BrokerStage.tsx';
import { clock, time as control, dismiss, type Kept, useLab } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { ClockText } from '../timeline/ClockText.tsx';
import { Transport } from '../timeline/TimeBar.tsx';
import { TimeLine } from '../timeline/TimeLine.tsx';
import { Button } from '../ui/Button.tsx';
import { LiveRegion } from '../ui/LiveRegion.tsx';
import { Notices } from '../ui/Notice.tsx';
import { REDUCED_MOTION, useMedia } from '../ui/use-media.ts';
import { CourseMap } from './CourseMap.tsx';
import { ForTeachers } from './ForTeachers.tsx';
import styles from './Home.module.css';
import { LabDoors } from './LabDoors.tsx';

/** A world to break before anything is explained. Nothing of it is kept. */
const LIVE: Kept = { kind: 'world', name: 'home', session: null };

export default function Home(): ReactNode {
  return (
    <main className={styles.home}>
      <div className={`${styles.wrap} ${styles.hero}`}>
        <h1>
          {text.home.title[0]}
          <br />
          {text.home.title[1]}
        </h1>
        <p>{text.home.intro}</p>
      </div>
      <section className={styles.live} aria-label={text.home.live}>
        <WorldGate source={LIVE} inside>
          {() => <Live />}
        </WorldGate>
      </section>
      <CourseMap />
      <LabDoors />
      <ForTeachers />
      <footer className={styles.end}>
        <div className={styles.wrap}>
          <span>{text.home.nothingLeaves}</span>
          <Link href="/keys">{text.home.keys}</Link>
        </div>
      </footer>
    </main>
  );
}

const NONE: readonly NodeView[] = [];

function Live(): ReactNode {
  const nodes = useView({ view: 'nodes' })?.nodes ?? NONE;
  const broker = nodes.find((node) => node.kind === 'broker');
  const consumer = nodes.find((node) => node.kind === 'consumer');
  const view = useView(broker ? { view: 'broker', node: broker.id } : null);
  const [selected, setSelected] = useState<string | null>(null);
  const time = useTime(text.home.live);
  const still = useMedia(REDUCED_MOTION);
  const notices = useLab((state) => state.notices);
  // What is told here is what changed the fates, not every sync.
  const says = time.view?.milestones.at(-1)?.says ?? '';
  const target = nodes.find((node) => node.id === selected) ?? consumer;
  const stops = useStops(target?.id ?? null);

  // It moves when one comes, as a demonstration does; not for whoever asked for less motion.
  useEffect(() => {
    if (!still) void control.speed(0.3).then(control.play);
  }, [still]);

  return (
    <>
      <div className={styles.band}>
        <div className={styles.stage}>
          {view && <BrokerStage view={view} clock={clock} selected={selected} onSelect={setSelected} />}
        </div>
        <div className={`${styles.wrap} ${styles.break}`}>
          {consumer && (
            <Breaker
              node={consumer}
              icon="kill"
              label={text.home.kill}
              shortcut={shownKey('kill')}
              how="kill"
              stops={stops}
            />
          )}
          {broker && <Breaker node={broker} icon="plug" label={text.home.plug} how="powerCut" stops={stops} />}
        </div>
        {time.view && (
          <div className={`${styles.wrap} ${styles.time}`}>
            <Transport view={time.view} actions={time.actions} small />
            <TimeLine view={time.view} clock={clock} onSeek={time.actions.seek} onBranch={time.actions.branch} slim />
            <span className={`${styles.now} num`}>
              <ClockText clock={clock} write={seconds} /> {text.time.axis}
            </span>
          </div>
        )}
      </div>
      <div className={styles.wrap}>
        {broker && <FatePanel node={broker.id} large opens="lost" onSelect={setSelected} />}
        <p className={styles.says}>{says}</p>
        {selected !== null && (
          <div className={styles.selection}>
            <Selection id={selected} />
          </div>
        )}
      </div>
      <LiveRegion says={says} />
      <Notices notices={notices} onDismiss={dismiss} />
    </>
  );
}

interface BreakerProps {
  readonly node: NodeView;
  readonly icon: 'kill' | 'plug';
  readonly label: string;
  readonly shortcut?: string;
  readonly how: 'kill' | 'powerCut';
  readonly stops: ReturnType<typeof useStops>;
}

/** Breaks a node; once broken, the same button starts it again. */
function Breaker({ node, icon, label, shortcut, how, stops }: BreakerProps): ReactNode {
  const up = node.condition.kind === 'up';
  return (
    <div className={styles.breaker}>
      <Button
        look="strong"
        icon={up ? icon : 'play'}
        shortcut={up ? shortcut : undefined}
        onClick={() => (up ? stops.stop(node.id, how) : stops.start(node.id))}
      >
        {up ? label : text.home.startAgain(node.id)}
      </Button>
      {!up && (
        <span className="num">
          <code>{node.id}</code> {node.note}
        </span>
      )}
    </div>
  );
}
