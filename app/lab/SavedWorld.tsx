import type { ReactNode } from 'react';
import { useParams } from 'wouter';
import { OpenWorld } from './OpenWorld.tsx';

/** A world of the library, where it was left. */
export default function SavedWorld(): ReactNode {
  const { id } = useParams<{ id: string }>();
  return <OpenWorld source={{ kind: 'saved', session: id }} name={null} top={null} />;
}
