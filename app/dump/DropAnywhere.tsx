import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { bringFiles, filesOf } from '../store/dump.ts';
import { text } from '../text/text.ts';
import styles from './DropAnywhere.module.css';

/** Files of a Redis server may be dropped on any screen that has no other use for them. */
export function DropAnywhere(): ReactNode {
  const [over, setOver] = useState(false);
  const [, go] = useLocation();
  useEffect(() => {
    const isFiles = (event: DragEvent): boolean =>
      !event.defaultPrevented && event.dataTransfer?.types.includes('Files') === true;
    const onOver = (event: DragEvent): void => {
      if (!isFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (!isFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void filesOf(event.dataTransfer).then((files) => {
        if (files.length === 0) return;
        bringFiles(files);
        go('/dump');
      });
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, [go]);
  return over ? (
    <div className={styles.over} aria-hidden="true">
      <p>{text.dump.dropNow}</p>
    </div>
  ) : null;
}
