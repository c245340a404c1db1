import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { digestOf } from './digest.ts';
import { OpenWorld } from './OpenWorld.tsx';

/** A world that somebody sent as a link: exactly as it stood, or as this visitor left it. */
export default function LinkedWorld(): ReactNode {
  const { link } = useParams<{ link: string }>();
  return (
    <OpenWorld source={{ kind: 'link', text: link, session: `shared ${digestOf(link)}` }} name={null} top={null} />
  );
}
