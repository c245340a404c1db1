/*
 * Geohash: the world cut in halves again and again, longitude and latitude in turn, each cut one bit. Points that share
 * leading bits are near each other, so an area is a range of numbers, and a sorted set with the bits as scores can be
 * searched by place. Redis cuts 26 times each way: 52 bits, which a double holds exactly.
 * REDIS: geohash.c, geohash_helper.c
 */

export interface Cell {
  /** Which of 2^step columns and rows. */
  readonly column: number;
  readonly row: number;
  readonly step: number;
}

interface Area {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

export const STEP_MAX = 26;
export const LATITUDE_MAX = 85.05112878;
export const LONGITUDE_MAX = 180;
const EARTH_RADIUS = 6372797.560856; // metres
const MERCATOR_MAX = 20037726.37;
const RADIANS = Math.PI / 180;

/** The cell of a point that is in range. */
export function cellOf(longitude: number, latitude: number, step: number, latitudeMax = LATITUDE_MAX): Cell {
  const across = (longitude + LONGITUDE_MAX) / (2 * LONGITUDE_MAX);
  const up = (latitude + latitudeMax) / (2 * latitudeMax);
  return { column: Math.floor(across * 2 ** step), row: Math.floor(up * 2 ** step), step };
}

/** Column and row bit by bit, the column's first. */
export function bitsOf({ column, row, step }: Cell): number {
  let bits = 0;
  for (let bit = step; bit >= 0; bit--) {
    bits = bits * 4 + 2 * (Math.floor(column / 2 ** bit) % 2) + (Math.floor(row / 2 ** bit) % 2);
  }
  return bits;
}

/** The cell with these bits, cut 26 times. */
function cellOfScore(score: number): Cell {
  let rest = Math.max(0, Math.trunc(score));
  let [column, row] = [0, 0];
  for (let bit = 1; rest > 0; bit *= 2) {
    const pair = rest % 4;
    row += (pair & 1) * bit;
    column += (pair >> 1) * bit;
    rest = (rest - pair) / 4;
  }
  return { column, row, step: STEP_MAX };
}

function areaOf({ column, row, step }: Cell): Area {
  const cells = 2 ** step;
  const [wide, high] = [2 * LONGITUDE_MAX, 2 * LATITUDE_MAX];
  return {
    west: -LONGITUDE_MAX + (column / cells) * wide,
    east: -LONGITUDE_MAX + ((column + 1) / cells) * wide,
    south: -LATITUDE_MAX + (row / cells) * high,
    north: -LATITUDE_MAX + ((row + 1) / cells) * high,
  };
}

function clamp(value: number, max: number): number {
  return Math.max(-max, Math.min(max, value));
}

/** The middle of the cell a score stands for: [longitude, latitude]. */
export function pointOfScore(score: number): readonly [number, number] {
  const { west, east, south, north } = areaOf(cellOfScore(score));
  return [clamp((west + east) / 2, LONGITUDE_MAX), clamp((south + north) / 2, LATITUDE_MAX)];
}

/** Metres along the great circle, by the haversine formula. */
export function distanceBetween(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const [a, b] = [lat1 * RADIANS, lat2 * RADIANS];
  const u = Math.sin((b - a) / 2);
  const v = Math.sin((lon2 * RADIANS - lon1 * RADIANS) / 2);
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(u * u + Math.cos(a) * Math.cos(b) * v * v));
}

/** What is searched, in metres around a point. */
export interface Shape {
  readonly longitude: number;
  readonly latitude: number;
  readonly kind: 'circle' | 'box';
  /** Of a circle. */
  readonly radius: number;
  /** Of a box. */
  readonly width: number;
  readonly height: number;
}

/** The distance of a point inside the shape, or null for one outside. */
export function distanceInside(shape: Shape, longitude: number, latitude: number): number | null {
  const distance = distanceBetween(shape.longitude, shape.latitude, longitude, latitude);
  if (shape.kind === 'circle') return distance > shape.radius ? null : distance;
  const across = distanceBetween(longitude, latitude, shape.longitude, latitude);
  const up = distanceBetween(longitude, latitude, longitude, shape.latitude);
  return across > shape.width / 2 || up > shape.height / 2 ? null : distance;
}

function boundingBox({ longitude, latitude, kind, radius, width, height }: Shape): Area {
  const [halfWidth, halfHeight] = kind === 'circle' ? [radius, radius] : [width / 2, height / 2];
  const up = halfHeight / EARTH_RADIUS / RADIANS;
  // The edge nearer to a pole spans more degrees.
  const edge = latitude < 0 ? latitude - up : latitude + up;
  const across = halfWidth / EARTH_RADIUS / Math.cos(edge * RADIANS) / RADIANS;
  return { west: longitude - across, east: longitude + across, south: latitude - up, north: latitude + up };
}

/** How often to cut so that a cell and its neighbours cover the range. REDIS: geohashEstimateStepsByRadius */
function stepFor(metres: number, latitude: number): number {
  if (metres === 0) return STEP_MAX;
  let step = 1;
  for (let range = metres; range < MERCATOR_MAX; range *= 2) step += 1;
  step -= 2;
  if (Math.abs(latitude) > 66) step -= Math.abs(latitude) > 80 ? 2 : 1;
  return Math.max(1, Math.min(STEP_MAX, step));
}

// On the very edge of the world a cell has a column too many, which only a move along it brings back.
function moved({ column, row, step }: Cell, across: number, up: number): Cell {
  const cells = 2 ** step;
  return {
    column: across === 0 ? column : (column + across + cells) % cells,
    row: up === 0 ? row : (row + up + cells) % cells,
    step,
  };
}

/** Centre, N, S, E, W, NE, NW, SE, SW: the order in which Redis looks. */
const DIRECTIONS = [
  [0, 0],
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const;

/** The cells that may hold what is in the shape. REDIS: geohashCalculateAreasByShapeWGS84 */
export function cellsAround(shape: Shape): readonly Cell[] {
  const box = boundingBox(shape);
  const reach = shape.kind === 'circle' ? shape.radius : Math.hypot(shape.width / 2, shape.height / 2);
  let step = stepFor(reach, shape.latitude);
  let center = cellOf(shape.longitude, shape.latitude, step);
  if (step > 1 && !neighboursCover(center, box)) {
    step -= 1;
    center = cellOf(shape.longitude, shape.latitude, step);
  }
  const area = areaOf(center);
  const isUseless = ([across, up]: readonly [number, number]): boolean => {
    if (step < 2) return false;
    if (up < 0 && area.south < box.south) return true;
    if (up > 0 && area.north > box.north) return true;
    return (across < 0 && area.west < box.west) || (across > 0 && area.east > box.east);
  };
  const wanted = DIRECTIONS.filter((direction) => !isUseless(direction));
  return wanted.map(([across, up]) => moved(center, across, up));
}

function neighboursCover(center: Cell, box: Area): boolean {
  return (
    areaOf(moved(center, 0, 1)).north >= box.north &&
    areaOf(moved(center, 0, -1)).south <= box.south &&
    areaOf(moved(center, 1, 0)).east >= box.east &&
    areaOf(moved(center, -1, 0)).west <= box.west
  );
}

/** The scores [from, to) of the points in a cell. */
export function scoresOf(cell: Cell): readonly [number, number] {
  const unit = 4 ** (STEP_MAX - cell.step);
  const bits = bitsOf(cell);
  return [bits * unit, (bits + 1) * unit];
}

const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz';

/** The eleven characters of the common geohash, whose latitudes reach the poles; the last is always 0. */
export function geohashText(longitude: number, latitude: number): string {
  const bits = bitsOf(cellOf(longitude, latitude, STEP_MAX, 90));
  let text = '';
  for (let i = 1; i <= 10; i++) text += ALPHABET[Math.floor(bits / 2 ** (52 - 5 * i)) % 32];
  return `${text}0`;
}
