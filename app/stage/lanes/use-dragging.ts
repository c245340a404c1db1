import type { PointerEvent, RefObject } from 'react';
import { useEffect, useRef } from 'react';
import { instantUnder, type LanesLayout, panned, type TimeWindow, zoomed } from '../layout/lanes-layout.ts';

interface Dragging {
  readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLDivElement>) => void;
}

/** A press that moves less is a click. */
const DRAG_MIN = 4;

/** Moves the window by dragging, and zooms it by two fingers. */
export function useDragging(
  layout: LanesLayout | null,
  window: TimeWindow,
  onWindow: (window: TimeWindow) => void,
): Dragging {
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  const pressed = useRef<{ readonly x: number; moving: boolean } | null>(null);
  const end = (event: PointerEvent<HTMLDivElement>): void => {
    pointers.current.delete(event.pointerId);
    if (pointers.current.size === 0) pressed.current = null;
  };
  return {
    onPointerDown(event) {
      if (event.pointerType === 'mouse' && event.button !== 0) return;
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      pressed.current ??= { x: event.clientX, moving: false };
    },
    onPointerMove(event) {
      const last = pointers.current.get(event.pointerId);
      const press = pressed.current;
      if (!layout || !last || !press) return;
      if (!press.moving && Math.abs(event.clientX - press.x) < DRAG_MIN && pointers.current.size === 1) return;
      if (!press.moving) event.currentTarget.setPointerCapture(event.pointerId);
      press.moving = true;
      const others = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      const [other] = others;
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const wide = layout.right - layout.left;
      if (!other) return onWindow(panned(window, (last.x - event.clientX) / wide));
      const before = Math.hypot(last.x - other.x, last.y - other.y);
      const now = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      const box = event.currentTarget.getBoundingClientRect();
      const middle = (event.clientX + other.x) / 2 - box.left;
      onWindow(zoomed(window, Math.max(1, before) / Math.max(1, now), instantUnder(layout, window, middle)));
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

/** Zooms by the wheel and moves by its other axis. The page must not scroll meanwhile, so this is no React handler. */
export function useWheel(
  target: RefObject<HTMLElement | null>,
  layout: LanesLayout | null,
  window: TimeWindow,
  onWindow: (window: TimeWindow) => void,
): void {
  useEffect(() => {
    const element = target.current;
    if (!element || !layout) return;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaX + event.deltaY : event.deltaX;
      const wide = layout.right - layout.left;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        onWindow(panned(window, sideways / wide));
        return;
      }
      const x = event.clientX - element.getBoundingClientRect().left;
      // A pinch on a trackpad comes as a wheel with Control, in smaller steps.
      onWindow(zoomed(window, Math.exp(event.deltaY / (event.ctrlKey ? 100 : 400)), instantUnder(layout, window, x)));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [target, layout, window, onWindow]);
}
