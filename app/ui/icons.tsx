import type { LucideIcon } from 'lucide-react';
import {
  ArrowDown,
  ArrowLeftToLine,
  ArrowRightToLine,
  ArrowUp,
  Bug,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  CircleHelp,
  CircleX,
  Clock,
  Copy,
  CornerDownRight,
  CornerUpLeft,
  Database,
  Dices,
  File,
  GitFork,
  Image,
  Keyboard,
  Link2,
  ListTree,
  MemoryStick,
  Menu,
  Monitor,
  Moon,
  Octagon,
  Pause,
  Pencil,
  Play,
  Plug,
  Power,
  Presentation,
  Search,
  Server,
  Settings2,
  SkipBack,
  SkipForward,
  Sun,
  Timer,
  Trash2,
  TriangleAlert,
  User,
  X,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import type { ReactNode } from 'react';

const LUCIDE = {
  back: SkipBack,
  bug: Bug,
  chaos: Dices,
  check: Check,
  chevron: ChevronRight,
  clock: Clock,
  close: X,
  copy: Copy,
  dark: Moon,
  disk: Database,
  down: ChevronDown,
  file: File,
  fork: GitFork,
  help: CircleHelp,
  keys: Keyboard,
  kill: CircleX,
  left: ChevronLeft,
  lineBack: ArrowUp,
  lineInto: CornerDownRight,
  lineNext: ArrowDown,
  lineOut: CornerUpLeft,
  light: Sun,
  link: Link2,
  memory: MemoryStick,
  menu: Menu,
  next: ArrowRightToLine,
  pause: Pause,
  pencil: Pencil,
  person: User,
  picture: Image,
  play: Play,
  plug: Plug,
  power: Power,
  previous: ArrowLeftToLine,
  projector: Presentation,
  search: Search,
  server: Server,
  settings: Settings2,
  step: SkipForward,
  stop: Octagon,
  system: Monitor,
  timer: Timer,
  trash: Trash2,
  tree: ListTree,
  warning: TriangleAlert,
  zoomIn: ZoomIn,
  zoomOut: ZoomOut,
} satisfies Record<string, LucideIcon>;

/** Marks that only this product has: the five parts of a lesson step and the data types of Redis. In a box of 16. */
const OWN = {
  watch:
    'M1.5 8S4 3.6 8 3.6 14.500 8 14.500 8 12 12.400 8 12.400 1.500 8 1.500 8ZM6.100 8a1.900 1.900 0 1 0 3.800 0a1.900 1.900 0 1 0-3.800 0Z',
  predict: 'M2 13.500h12M4 10.500c2.500 0 2.500-7 5-7s2.200 3.600 4 3.600',
  do: 'm3 2.500 9.800 4.700-4.200 1.400-1.600 4.200Z',
  see: 'M2.500 13.500h11M4 11V8M8 11V3.500M12 11V6',
  why: 'M2.300 3.500a1.700 1.700 0 1 0 3.400 0a1.700 1.700 0 1 0-3.400 0ZM10.300 8a1.700 1.700 0 1 0 3.400 0a1.700 1.700 0 1 0-3.400 0ZM2.300 12.500a1.700 1.700 0 1 0 3.400 0a1.700 1.700 0 1 0-3.400 0Zm3.300-8.100 4.800 2.700M5.600 11.600l4.800-2.700',
  string: 'M2 5h12M2 8h9M2 11h6',
  list: 'M1.500 5.500h3.500v5H1.500ZM6.300 5.500h3.500v5H6.300ZM11 5.500h3.500v5H11ZM5 8h1.300M9.800 8H11',
  hash: 'M2 3h4.500v3H2ZM8.500 3H14v3H8.500ZM2 9.800h4.500v3H2ZM8.500 9.800H14v3H8.500ZM6.500 4.500h2M6.500 11.300h2',
  set: 'M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0ZM5.800 6.500h.01M9.800 5.800h.01M8 10.200h.01M11 9h.01M5.200 9.300h.01',
  zset: 'M2.500 13v-3M6.200 13V3M9.800 13V8M13.500 13v-4',
  stream: 'M2 4h1.500M2 8h1.500M2 12h1.500M6 4h8M6 8h8M6 12h5',
  publisher: 'M2 4h6v8H2ZM8 8h6M11.5 5.5 14 8l-2.5 2.5',
  consumer: 'M8 4h6v8H8ZM2 8h6M5.5 5.5 8 8l-2.5 2.5',
  folder: 'M1.500 4.500h4.500l1.500 1.500h7v6.500h-13Z',
} satisfies Record<string, string>;

export type IconName = keyof typeof LUCIDE | keyof typeof OWN;

const isOwn = (name: IconName): name is keyof typeof OWN => name in OWN;

/** A line icon, 16 px, 1.5 px strokes, in the colour of the text around it. Always beside a word or under a label. */
export function Icon({
  name,
  size = 16,
  filled = false,
  className,
}: {
  readonly name: IconName;
  readonly size?: number;
  readonly filled?: boolean;
  readonly className?: string | undefined;
}): ReactNode {
  const fill = filled ? 'currentColor' : 'none';
  if (isOwn(name)) {
    return (
      <svg
        viewBox="0 0 16 16"
        width={size}
        height={size}
        className={className}
        fill={fill}
        stroke="currentColor"
        strokeWidth={24 / size}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d={OWN[name]} strokeDasharray={name === 'predict' ? '2.4 2.2' : undefined} />
      </svg>
    );
  }
  const Lucide = LUCIDE[name];
  return (
    <Lucide size={size} strokeWidth={1.5} absoluteStrokeWidth fill={fill} className={className} aria-hidden="true" />
  );
}
