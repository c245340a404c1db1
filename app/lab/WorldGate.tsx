import type { ReactNode } from 'react';
import { useEffect, useEffectEvent } from 'react';
import { Link } from 'wouter';
import type { Opened } from '../../engine/host/protocol.ts';
import { bringFiles } from '../store/dump.ts';
import { beginBeside, closeWorld, type Kept, openWorld, reopenWorld, useLab } from '../store/lab.ts';
import { downloadLog } from '../store/stored.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Opening } from './Opening.tsx';
import styles from './WorldGate.module.css';

interface WorldGateProps {
  readonly source: Kept;
  /** It is a part of a screen, not the whole of one. */
  readonly inside?: boolean;
  readonly children: (opened: Opened) => ReactNode;
}

/** Opens a world for what is inside, and says what can be done when there is none: it would not open, or its worker died. */
export function WorldGate({ source, inside = false, children }: WorldGateProps): ReactNode {
  const phase = useLab((state) => state.phase);
  // The source, written out; files are another whenever they are brought.
  const key = JSON.stringify(source);
  const open = useEffectEvent((_key: string) => void openWorld(source));
  useEffect(() => {
    open(key);
    return closeWorld;
  }, [key]);
  switch (phase.kind) {
    case 'closed':
    case 'opening':
      return <Opening inside={inside} />;
    case 'open':
      return children(phase.opened);
    case 'refused':
      return phase.unread === null ? (
        <Trouble
          inside={inside}
          what={source.kind === 'dump' ? text.dump.refused : text.notices.refused}
          why={phase.why}
          next={
            source.kind === 'dump'
              ? text.dump.refusedNext
              : isOwn(source)
                ? text.notices.refusedNext
                : text.notices.sentNext
          }
        >
          {isOwn(source) ? (
            <>
              <Button look="primary" onClick={() => void reopenWorld(false)}>
                {text.notices.reopen}
              </Button>
              <Button onClick={() => void reopenWorld(true)}>{text.notices.anew}</Button>
            </>
          ) : source.kind === 'dump' ? (
            <Button look="primary" onClick={() => bringFiles([])}>
              {text.dump.others}
            </Button>
          ) : (
            <Link href="/lab">{text.worlds.toLab}</Link>
          )}
        </Trouble>
      ) : (
        <Unread inside={inside} source={source} session={phase.unread} why={phase.why} />
      );
    case 'dead': {
      const { death } = phase;
      return (
        <Trouble
          inside={inside}
          what={death.kind === 'stuck' ? text.notices.stuck : text.notices.dead}
          why={death.kind === 'crashed' ? death.message : ''}
          next={text.notices.deadNext}
        >
          <Button look="primary" onClick={() => void reopenWorld(false)}>
            {text.notices.reopenSaved}
          </Button>
          <Button onClick={() => void reopenWorld(true)}>{text.notices.anew}</Button>
        </Trouble>
      );
    }
  }
}

/** Whether this page can begin the world itself, and not only what somebody sent or kept. */
const isOwn = (source: Kept): boolean => source.kind === 'world' || source.kind === 'spec';

/** A saved session that is damaged, foreign, or of a newer version: never written over, as somebody may want it. */
function Unread({
  inside,
  source,
  session,
  why,
}: {
  readonly inside: boolean;
  readonly source: Kept;
  readonly session: string;
  readonly why: string;
}): ReactNode {
  return (
    <Trouble inside={inside} what={text.notices.unread} why={why} next={text.notices.unreadNext}>
      {isOwn(source) && (
        <Button look="primary" onClick={() => void beginBeside()}>
          {text.notices.beside}
        </Button>
      )}
      <Button onClick={() => void downloadLog(session)}>{text.notices.download}</Button>
      <Button look="plain" onClick={() => void reopenWorld(false)}>
        {text.notices.reopen}
      </Button>
    </Trouble>
  );
}

interface TroubleProps {
  readonly inside: boolean;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  /** What can be done, as buttons. */
  readonly children: ReactNode;
}

function Trouble({ inside, what, why, next, children }: TroubleProps): ReactNode {
  const Place = inside ? 'div' : 'main';
  const Heading = inside ? 'h2' : 'h1';
  return (
    <Place>
      <div className={styles.trouble} role="alert">
        <Heading>{what}</Heading>
        {why && <pre>{why}</pre>}
        <p>{next}</p>
        <div>{children}</div>
      </div>
    </Place>
  );
}
