import type { PointerEvent, ReactNode } from 'react';
import { useEffect, useId, useMemo, useRef } from 'react';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { GlyphAt } from '../ui/StateGlyph.tsx';
import { useSize } from '../ui/use-size.ts';
import type { Axis, Taken } from './axis.ts';
import { axisFor, branchRows, captionWidth, instantAt, place, placeWords, ticks } from './axis.ts';
import type { Clock } from './clock.ts';
import styles from './TimeLine.module.css';
import type { TimeView } from './view.ts';

interface TimeLineProps {
  readonly view: TimeView;
  readonly clock: Clock;
  readonly onSeek: (at: number) => void;
  readonly onBranch: (id: string) => void;
  /** Only the line and its shapes: on a phone and on the home page. */
  readonly slim?: boolean;
}

const LINE_Y = 52;
const BRANCH_ROWS = 2;

/** Time from left to right: facts as hairlines, milestones as shapes with words, branches dropping from where they left. */
export function TimeLine({ view, clock, onSeek, onBranch, slim = false }: TimeLineProps): ReactNode {
  const [element, size] = useSize<HTMLDivElement>();
  const width = size?.width ?? 0;
  const inset = slim ? 10 : 24;
  const axis = useMemo(
    () => axisFor(view.headAt, slim ? null : (view.nextTimer?.at ?? null), inset, Math.max(inset + 40, width - inset)),
    [view.headAt, view.nextTimer, width, inset, slim],
  );
  return (
    <div ref={element} className={styles.line} data-slim={slim || undefined}>
      {size && (
        <>
          <Picture view={view} axis={axis} width={width} slim={slim} onBranch={onBranch} />
          <Playhead view={view} axis={axis} clock={clock} slim={slim} />
          <Scrub view={view} axis={axis} clock={clock} onSeek={onSeek} />
        </>
      )}
    </div>
  );
}

interface PartProps {
  readonly view: TimeView;
  readonly axis: Axis;
  readonly slim: boolean;
}

function Picture({
  view,
  axis,
  width,
  slim,
  onBranch,
}: PartProps & { readonly width: number; readonly onBranch: (id: string) => void }): ReactNode {
  const y = slim ? 14 : LINE_Y;
  const head = place(axis, view.headAt);
  const hairs = view.facts.map((at) => `M${place(axis, at).toFixed(1)} ${y - 5}v10`).join('');
  const next = view.nextTimer && !slim ? Math.min(axis.right - 8, place(axis, view.nextTimer.at)) : null;
  const nextSays = view.nextTimer ? text.time.nextTimer(view.nextTimer.says) : '';
  const nextFits = next !== null && head + 40 < axis.right && captionWidth(nextSays) < axis.right - head - 44;
  return (
    <svg width={width} height={slim ? 28 : 127} aria-hidden="true">
      <path d={`M${axis.left} ${y}H${head}`} className={styles.past} />
      <path d={`M${head} ${y}H${axis.right}`} className={styles.future} />
      {!slim && <path d={hairs} className={styles.hairs} />}
      {!slim &&
        ticks(axis).map((tick) => (
          <text
            key={tick.at}
            x={place(axis, tick.at)}
            y={y + 19}
            className={styles.tick}
            textAnchor={place(axis, tick.at) < 40 ? 'start' : place(axis, tick.at) > width - 40 ? 'end' : 'middle'}
          >
            {tick.label}
          </text>
        ))}
      <Milestones view={view} axis={axis} slim={slim} y={y} />
      {next !== null && (
        <>
          <circle cx={next} cy={y} r={9} className={styles.ground} />
          <path
            d={`M${next - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0-12 0M${next} ${y - 3.5}V${y}l2.400 1.600`}
            className={styles.next}
          />
          {nextFits && (
            <text x={axis.right} y={32} className={styles.caption} textAnchor="end">
              {nextSays}
            </text>
          )}
        </>
      )}
      {!slim && <Branches view={view} axis={axis} onBranch={onBranch} />}
    </svg>
  );
}

function Milestones({ view, axis, slim, y }: PartProps & { readonly y: number }): ReactNode {
  const words = useMemo(() => {
    if (slim) return [];
    const head = place(axis, view.headAt);
    const nextWidth = view.nextTimer ? captionWidth(text.time.nextTimer(view.nextTimer.says)) : 0;
    const taken: Taken = [
      [0, axis.left, axis.left + captionWidth(view.branchName)],
      [0, axis.right - nextWidth, axis.right],
      // The flag of the playhead, where it stands most of the time.
      [1, head - 6, head + 52],
    ];
    const captions = view.milestones.map(({ id, at, says }) => ({ id, at: place(axis, at), says }));
    return placeWords(captions, axis.left - 4, Math.max(head + 60, axis.right), taken);
  }, [view, axis, slim]);
  return (
    <>
      {!slim && (
        <text x={axis.left} y={32} className={styles.caption}>
          {view.branchName}
        </text>
      )}
      {words.map((word) => (
        <g key={word.id}>
          <path d={`M${word.at} ${word.row === 0 ? 37 : 21}V${y - 9}`} className={styles.stem} />
          <text x={word.x} y={word.row === 0 ? 32 : 16} className={styles.word} textAnchor={word.anchor}>
            {word.says}
          </text>
        </g>
      ))}
      {view.milestones.map((milestone) => (
        <g key={milestone.id}>
          <circle cx={place(axis, milestone.at)} cy={y} r={9} className={styles.ground} />
          {milestone.state ? (
            <GlyphAt state={milestone.state} x={place(axis, milestone.at)} y={y} size={slim ? 15 : 16} />
          ) : (
            <circle cx={place(axis, milestone.at)} cy={y} r={5.5} className={styles.event} />
          )}
        </g>
      ))}
    </>
  );
}

function Branches({
  view,
  axis,
  onBranch,
}: {
  readonly view: TimeView;
  readonly axis: Axis;
  readonly onBranch: (id: string) => void;
}): ReactNode {
  return branchRows(view.branches, BRANCH_ROWS).map(({ branch, row }) => {
    const x = place(axis, Math.min(branch.forkedAt, view.headAt));
    const y = 90 + row * 22;
    const room = captionWidth(branch.outcome) + 16;
    const end = Math.max(x + 60, Math.min(place(axis, branch.headAt), axis.right - room));
    return (
      // The select of branches beside the line does the same, and has those for which there is no row
      <g key={branch.id} onClick={() => onBranch(branch.id)} className={styles.branch}>
        <path d={`M${x} ${LINE_Y}V${y - 6}q0 6 6 6H${end}`} className={styles.branchLine} />
        <circle cx={x} cy={LINE_Y} r={3} className={styles.fork} />
        <circle cx={end} cy={y} r={3} className={styles.branchEnd} />
        <text x={x + 12} y={y - 4} className={styles.word}>
          {branch.name}
        </text>
        <text x={end + 9} y={y + 4} className={styles.outcome} data-lost={branch.lost || undefined}>
          {branch.outcome}
        </text>
        <rect x={x} y={y - 16} width={Math.max(0, end - x + room)} height={22} className={styles.hit} />
      </g>
    );
  });
}

/** Where now is. Moved by the clock, without React. */
function Playhead({ axis, clock, slim }: PartProps & { readonly clock: Clock }): ReactNode {
  const head = useRef<HTMLDivElement>(null);
  const label = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const move = (): void => {
      const x = Math.min(axis.right, Math.max(axis.left, place(axis, clock.now())));
      if (head.current) head.current.style.transform = `translateX(${x}px)`;
      if (!label.current) return;
      label.current.textContent = seconds(clock.now());
      // The flag turns to the left where it would leave the bar.
      label.current.dataset['left'] = String(x > axis.right - 30);
    };
    move();
    return clock.watch(move);
  }, [axis, clock]);
  return (
    <div ref={head} className={styles.head} aria-hidden="true">
      {!slim && <span ref={label} className="num" />}
      <i />
    </div>
  );
}

/** The line as a slider: drag to scrub. Its arrows stay with the whole page, where they mean steps. */
function Scrub({
  view,
  axis,
  clock,
  onSeek,
}: Omit<PartProps, 'slim'> & { readonly clock: Clock; readonly onSeek: (at: number) => void }): ReactNode {
  const listId = useId();
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const scale = box.width / event.currentTarget.offsetWidth;
    onSeek(Math.min(view.headAt, instantAt(axis, (event.clientX - box.left) / scale)));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className={styles.scrub}
      aria-label={text.time.line}
      aria-valuemin={0}
      aria-valuemax={view.headAt}
      aria-valuenow={Math.round(Math.min(view.headAt, clock.now()))}
      aria-valuetext={text.time.position(seconds(view.now))}
      aria-describedby={view.milestones.length > 0 ? listId : undefined}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(event);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Home') onSeek(0);
        else if (event.key === 'End') onSeek(view.headAt);
        else return;
        event.preventDefault();
      }}
    >
      <span id={listId} hidden>
        {view.milestones.map((milestone) => `${seconds(milestone.at)} s: ${milestone.says}`).join('; ')}
      </span>
    </div>
  );
}
